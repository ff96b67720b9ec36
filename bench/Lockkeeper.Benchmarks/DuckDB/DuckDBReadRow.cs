using System.Diagnostics;
using Lockkeeper.Benchmarks.Rows;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Benchmarks.DuckDB;

/// <summary>Rows out of a table through the reader's typed getters, the query's own work included, all on one core.</summary>
internal sealed class DuckDBReadRow : IRow
{
    private const int Rows = 1_000_000;
    private const int Columns = 8;

    public string Name => "duckdb-read";

    public string Work => "DuckDB: a million rows of 8 columns through the reader, one core";

    public RowResult Run(RowContext context)
    {
        var rows = context.Writes(Rows);
        List<double> own = [];
        using var table = new OrderTable(context.Measure.Directory, rows, threads: 1);
        for (var i = 0; i < context.Repetitions(5); i++)
        {
            var start = Stopwatch.GetTimestamp();
            var read = Read(table.Connection);
            own.Add(rows * (double)Columns / Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (read != rows) throw new InvalidOperationException($"{read} rows were read, not {rows}.");
        }

        return new([Claim.NoLess("values/s", Unit.PerSecond, 20_000_000, own)], []);
    }

    // The sum is what the values are read for: a loop without a use might be left out.
    private static int Read(DuckDBConnection connection)
    {
        using var command = new DuckDBCommand("SELECT * FROM orders", connection);
        using var reader = command.ExecuteReader();
        var (rows, sum) = (0, 0.0);
        while (reader.Read())
        {
            rows++;
            sum += reader.GetInt64(0) + reader.GetInt32(1) + (double)reader.GetDecimal(2) + reader.GetDouble(3)
                + reader.GetFieldValue<DateOnly>(4).DayNumber + reader.GetDateTime(5).Ticks + reader.GetString(6).Length + reader.GetString(7).Length;
        }

        return sum > 0 ? rows : 0;
    }
}
