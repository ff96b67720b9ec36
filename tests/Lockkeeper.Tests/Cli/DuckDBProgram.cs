using Lockkeeper.DuckDB;

namespace Lockkeeper.Tests.Cli;

/// <summary>A DuckDB file in a folder of its own, as programs without Lockkeeper make and use it.</summary>
internal sealed class DuckDBProgram : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    /// <summary>Makes the file, with SQL.</summary>
    public DuckDBProgram(string sql) => Run(sql);

    public string Path => In("a.duckdb");

    public string[] Names => [.. _folder.GetFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal)];

    public string In(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>Opens the file, runs the SQL, closes it.</summary>
    /// <returns>The first value, if any.</returns>
    public object? Run(string sql) => Run(Path, sql);

    /// <inheritdoc cref="Run(string)"/>
    public static object? Run(string path, string sql)
    {
        using var instance = DuckDBInstance.Open(path);
        using DuckDBConnection connection = instance.Connect();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
