using System.Globalization;
using Lockkeeper.DuckDB;
using Lockkeeper.Tests.DuckDB.Engine;

namespace Lockkeeper.Tests.DuckDB.Loading;

/// <summary>A shared DuckDB file with files beside it to be loaded.</summary>
internal sealed class LoadFolder : IAsyncDisposable
{
    private readonly DuckFile _file;

    private LoadFolder(DuckFile file) => _file = file;

    public SharedDatabase Db => _file.Db;

    public DuckFile File => _file;

    public static async Task<LoadFolder> CreateAsync() => new(await DuckFile.CreateAsync());

    /// <summary>Writes a file and returns its path.</summary>
    public string Put(string name, string text)
    {
        var path = _file.In(name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a file with DuckDB: <c>COPY (query) TO</c>.</summary>
    public string Copy(string name, string query)
    {
        using var instance = DuckDBInstance.Open(":memory:");
        using var connection = instance.Connect();
        DuckFile.Run(connection, $"COPY ({query}) TO '{_file.In(name)}'");
        return _file.In(name);
    }

    /// <summary>Rows of a query as text, values apart by <c>|</c>.</summary>
    public Task<List<string>> Rows(string sql) => _file.Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
        {
            var values = Enumerable.Range(0, reader.FieldCount)
                .Select(i => reader.IsDBNull(i) ? "NULL" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture));
            rows.Add(string.Join('|', values));
        }

        return rows;
    });

    public Task<LoadResult> LoadCsv(string path, CsvLoadOptions? options = null) => Db.ReadCsvToTableAsync(path, "t", options);

    public Task<LoadResult> LoadParquet(string path, ParquetLoadOptions? options = null) => Db.ReadParquetToTableAsync(path, "t", options);

    public Task<LoadResult> LoadJson(string path, JsonLoadOptions? options = null) => Db.ReadJsonToTableAsync(path, "t", options);

    public Task<SharedDatabaseException> RefusesCsv(string path, CsvLoadOptions? options = null) => Refuses(() => LoadCsv(path, options));

    public Task<SharedDatabaseException> RefusesParquet(string path, ParquetLoadOptions? options = null) => Refuses(() => LoadParquet(path, options));

    public Task<SharedDatabaseException> RefusesJson(string path, JsonLoadOptions? options = null) => Refuses(() => LoadJson(path, options));

    public Task Run(string sql) => _file.Write(tx => { DuckFile.Run(tx.Connection, sql); });

    /// <summary>The load fails as said, and table <c>t</c> has its rows afterwards.</summary>
    public async Task<SharedDatabaseException> Refuses(Func<Task> load, SharedDatabaseErrorKind kind = SharedDatabaseErrorKind.BadInput)
    {
        await Run("INSERT OR REPLACE INTO t VALUES (7, 70)");
        var before = await Rows("SELECT * FROM t ORDER BY id");
        var error = await Should.ThrowAsync<SharedDatabaseException>(load);
        error.Kind.ShouldBe(kind);
        (await Rows("SELECT * FROM t ORDER BY id")).ShouldBe(before);
        return error;
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
