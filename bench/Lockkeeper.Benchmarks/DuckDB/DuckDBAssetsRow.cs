using Lockkeeper.Benchmarks.Processes;
using Lockkeeper.Benchmarks.Rows;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Benchmarks.DuckDB;

/// <summary>Three processes that load a CSV file each at the same moment, beside one that loads all three.</summary>
internal sealed class DuckDBAssetsRow : IRow
{
    private const int Rows = 400_000;
    private static readonly string[] Tables = ["customers", "orders", "payments"];

    public string Name => "duckdb-assets";

    public string Work => $"DuckDB: 3 processes load a CSV file each at once ({Rows / 1000:N0},000 rows)";

    public RowResult Run(RowContext context)
    {
        var folder = Directory.CreateDirectory(Path.Combine(context.Measure.Directory, $"lockkeeper-bench-{Guid.NewGuid():N}")).FullName;
        try
        {
            var files = MakeFiles(folder, context.Writes(Rows));
            List<double> own = [], peer = [];
            for (var i = 0; i < context.Repetitions(5); i++)
            {
                own.Add(Seconds(Path.Combine(folder, $"three{i}.duckdb"), [.. files.Select(file => new LoadOrder([file]))]));
                peer.Add(Seconds(Path.Combine(folder, $"one{i}.duckdb"), [new LoadOrder(files)]));
            }

            return new([Claim.AtMostTimes("total time", Unit.Milliseconds, 1.5, own, "one process, all three", peer)], []);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Seconds(string path, IReadOnlyList<LoadOrder> orders)
    {
        var done = ChildGroup.Run([.. orders.Select(order => new ChildOrder(path, Loads: order))], TimeSpan.Zero, TimeSpan.Zero);
        return done.Processes.Max(process => process.Seconds) * 1000;
    }

    private static string[] MakeFiles(string folder, int rows)
    {
        using var instance = DuckDBInstance.Open(Path.Combine(folder, "made.duckdb"));
        using var connection = instance.Connect();
        string[] files = [.. Tables.Select(name => Path.Combine(folder, name + ".csv"))];
        foreach (var file in files)
        {
            using var command = new DuckDBCommand(
                $"COPY (SELECT i AS id, 'name ' || i AS name, DATE '2020-01-01' + (i % 1000)::INTEGER AS day, (i % 10000) / 100.0 AS amount FROM range({rows}) t(i)) "
                + $"TO '{file.Replace("'", "''", StringComparison.Ordinal)}'",
                connection);
            command.ExecuteNonQuery();
        }

        return files;
    }
}
