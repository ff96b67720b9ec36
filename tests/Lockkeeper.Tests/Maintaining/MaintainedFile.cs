using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Maintaining;

/// <summary>A file in a folder of its own, made by a plain connection before Lockkeeper opens it.</summary>
internal sealed class MaintainedFile : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");
    private SharedDatabase? _db;

    public MaintainedFile(string sql)
    {
        Query<object>(Path, sql);
    }

    public string Path => In("app.db");

    public SharedDatabase Db => _db ??= Open();

    public string In(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public string[] Names() => [.. _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    public SharedDatabase Open(Action<SqliteDatabaseOptions>? configure = null)
    {
        var options = new SqliteDatabaseOptions();
        configure?.Invoke(options);
        return _db = SqliteDatabase.Open(Path, options);
    }

    /// <summary>What a plain connection finds.</summary>
    public static List<T> Query<T>(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<T> values = [];
        while (reader.Read()) values.Add(reader.GetFieldValue<T>(0));
        return values;
    }

    public async ValueTask DisposeAsync()
    {
        if (_db is not null) await _db.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>Progress that is told on the thread that makes it.</summary>
internal sealed class Told<T>(Action<T> tell) : IProgress<T>
{
    public void Report(T value) => tell(value);
}
