using System.Diagnostics;
using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>Reading by key on the drop-in and on the driver's connection: a read takes no turn.</summary>
internal sealed class DropInReadsRow : IRow
{
    private const int Rows = 10_000;

    public string Name => "drop-in-reads";

    public string Work => "drop-in connection, one thread, reads by key";

    public RowResult Run(RowContext context)
    {
        List<double> own = [], driver = [];
        Measure(context, shared: false);
        Measure(context, shared: true);
        for (var i = 0; i < context.Repetitions(15); i++)
        {
            driver.Add(Measure(context, shared: false));
            own.Add(Measure(context, shared: true));
        }

        return new([Claim.AtMostTimes("time of a read", Unit.Microseconds, 1.1, own, "driver: the same code", driver)], []);
    }

    private static double Measure(RowContext context, bool shared)
    {
        using var scratch = context.Measure.Scratch();
        scratch.Fill(Rows);
        var text = $"Data Source={scratch.FilePath};Pooling=False";
        double microseconds;
        using (var connection = shared ? new SharedSqliteConnection(text) : new SqliteConnection(text))
        {
            connection.Open();
            var reads = context.Writes(20_000);
            for (var i = 0; i < reads / 4; i++) DriverSession.Read(connection, (i % Rows) + 1);
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < reads; i++) DriverSession.Read(connection, (i % Rows) + 1);
            microseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds / reads;
        }

        if (shared) SharedSqliteConnection.CloseDatabaseAsync(text).AsTask().GetAwaiter().GetResult();
        return microseconds;
    }
}
