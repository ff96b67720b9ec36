using Lockkeeper.DuckDB;

namespace Lockkeeper.Benchmarks.DuckDB;

/// <summary>A DuckDB file of its own with rows of 8 columns, deleted after it.</summary>
internal sealed class OrderTable : IDisposable
{
    private const string Columns =
        "(id BIGINT, customer INTEGER, amount DECIMAL(10,2), price DOUBLE, ordered DATE, made TIMESTAMP, status VARCHAR, note VARCHAR)";

    private readonly string _folder;
    private readonly DuckDBInstance _instance;
    private readonly string _parquet;
    private readonly string[] _notes;
    private readonly int _rows;

    /// <summary>With one thread, all that is measured is one core's work.</summary>
    public OrderTable(string directory, int rows, int? threads = null)
    {
        _folder = Path.Combine(directory, $"lockkeeper-bench-{Guid.NewGuid():N}");
        Directory.CreateDirectory(_folder);
        var options = new DuckDBInstanceOptions();
        if (threads is { } count) options.Settings["threads"] = $"{count}";
        _instance = DuckDBInstance.Open(Path.Combine(_folder, "orders.duckdb"), options);
        Connection = _instance.Connect();
        _rows = rows;
        _notes = [.. Enumerable.Range(0, rows).Select(i => $"note number {i}")];
        _parquet = Path.Combine(_folder, "orders.parquet");
        Execute($"CREATE TABLE orders {Columns}");
        Execute($"""
            INSERT INTO orders SELECT i, i % 1000, (i % 10000) / 100.0, i * 1.5, DATE '2020-01-01' + (i % 1000)::INTEGER,
                TIMESTAMP '2020-01-01' + INTERVAL (i) SECOND, 'status ' || (i % 5), 'note number ' || i FROM range({rows}) t(i)
            """);
        Execute($"COPY orders TO '{_parquet.Replace("'", "''", StringComparison.Ordinal)}'");
    }

    public DuckDBConnection Connection { get; }

    public void LoadParquet() =>
        Execute($"CREATE OR REPLACE TABLE loaded AS SELECT * FROM '{_parquet.Replace("'", "''", StringComparison.Ordinal)}'");

    /// <summary>The same rows through the appender, in one transaction as the other.</summary>
    public void Append()
    {
        var (day, moment) = (new DateOnly(2020, 1, 1), new DateTime(2020, 1, 1));
        string[] statuses = ["status 0", "status 1", "status 2", "status 3", "status 4"];
        using var transaction = Connection.BeginTransaction();
        Execute($"CREATE OR REPLACE TABLE loaded {Columns}");
        using var appender = Connection.CreateAppender(null, "loaded");
        for (var i = 0; i < _rows; i++)
        {
            appender.CreateRow().Append((long)i).Append(i % 1000).Append(new decimal(i % 10_000, 0, 0, false, 2)).Append(i * 1.5)
                .Append(day.AddDays(i % 1000)).Append(moment.AddSeconds(i)).Append(statuses[i % 5]).Append(_notes[i]).EndRow();
        }

        appender.Close();
        transaction.Commit();
    }

    /// <summary>Fails unless what was loaded is what was to be.</summary>
    public void Verify()
    {
        using var command = new DuckDBCommand("SELECT count(*) FROM (FROM orders EXCEPT ALL FROM loaded)", Connection);
        using var rows = new DuckDBCommand("SELECT count(*) FROM loaded", Connection);
        if (command.ExecuteScalar() is not 0L || (long)rows.ExecuteScalar()! != _rows)
            throw new InvalidOperationException("The rows that were loaded are not those that should have been.");
    }

    public void Dispose()
    {
        _instance.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Execute(string sql)
    {
        using var command = new DuckDBCommand(sql, Connection);
        command.ExecuteNonQuery();
    }
}
