using System.Diagnostics;
using Lockkeeper.Benchmarks.Web;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>80 requests at a time to a web application with Entity Framework Core, one insert each.</summary>
internal sealed class WebRequestsRow : IRow
{
    private const int Requests = 80;

    public string Name => "web";

    public string Work => "80 requests at a time, ASP.NET Core and EF Core, one insert each";

    public RowResult Run(RowContext context)
    {
        List<double> own = [], plain = [], errors = [], plainErrors = [];

        // All of ASP.NET Core and Entity Framework Core is to be compiled, and compiled again: it takes some seconds under load.
        Measure(context, shared: true, 2 * context.Window);
        Measure(context, shared: false, 2 * context.Window);
        for (var i = 0; i < context.Repetitions(5); i++)
        {
            var (rate, failed) = Measure(context, shared: true, context.Window);
            own.Add(rate);
            errors.Add(failed);
            (rate, failed) = Measure(context, shared: false, context.Window);
            plain.Add(rate);
            plainErrors.Add(failed);
        }

        return new(
            [
                Claim.AtLeastTimes("requests/s", Unit.PerSecond, 5, own, "EF Core as it comes", plain),
                Claim.NoMore("requests that failed", Unit.Index, 0, errors),
            ],
            [new("EF Core as it comes", "requests that failed", Harness.Statistics.Summarize(plainErrors), Unit.Index)]);
    }

    private static (double PerSecond, int Failed) Measure(RowContext context, bool shared, TimeSpan window)
    {
        using var scratch = context.Measure.Scratch();
        return MeasureAsync(scratch.FilePath + "-web.db", shared, window).GetAwaiter().GetResult();
    }

    private static async Task<(double PerSecond, int Failed)> MeasureAsync(string path, bool shared, TimeSpan window)
    {
        long answered = 0;
        int failed = 0;
        double seconds;
        await using (VisitSite site = await VisitSite.StartAsync(path, shared))
        {
            using var client = new HttpClient { BaseAddress = site.Address };
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Requests).Select(async worker =>
            {
                for (var i = 0; Stopwatch.GetElapsedTime(start) < window; i++)
                {
                    using HttpResponseMessage response = await client.PostAsync(new Uri($"/visit/{worker}-{i}", UriKind.Relative), content: null);
                    if (response.IsSuccessStatusCode) Interlocked.Increment(ref answered);
                    else Interlocked.Increment(ref failed);
                }
            }));
            // The last request of each counts, and so does the time that it took.
            seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        if (shared) await SharedSqliteConnection.CloseDatabaseAsync($"Data Source={path}");
        SqliteConnection.ClearAllPools();
        Verify(path, answered);
        foreach (var suffix in (string[])["", "-wal", "-shm", "-lockkeeper", "-migration-lockkeeper"]) File.Delete(path + suffix);
        return (answered / seconds, failed);
    }

    private static void Verify(string path, long answered)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM Visits";
        var rows = (long)command.ExecuteScalar()!;
        if (rows != answered) throw new InvalidOperationException($"{answered} requests were answered, but {rows} rows are in the file.");
    }
}
