using System.Diagnostics;
using Lockkeeper.Benchmarks.Rows;

namespace Lockkeeper.Benchmarks.DuckDB;

/// <summary>Rows from .NET into a table, beside DuckDB's own way from a file of the same rows.</summary>
internal sealed class DuckDBLoadRow : IRow
{
    private const int Rows = 1_000_000;

    public string Name => "duckdb-load";

    public string Work => "DuckDB: a million rows of 8 columns through the appender";

    public RowResult Run(RowContext context)
    {
        var rows = context.Writes(Rows);
        List<double> own = [], peer = [];
        using var table = new OrderTable(context.Measure.Directory, rows);
        table.Append();
        table.Verify();
        for (var i = 0; i < context.Repetitions(5); i++)
        {
            peer.Add(PerSecond(rows, table.LoadParquet));
            own.Add(PerSecond(rows, table.Append));
        }

        table.Verify();
        return new([Claim.AtLeastTimes("rows/s", Unit.PerSecond, 0.3, own, "CREATE TABLE AS SELECT from Parquet", peer)], []);
    }

    private static double PerSecond(int rows, Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
