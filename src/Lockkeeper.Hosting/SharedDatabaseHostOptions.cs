using Lockkeeper.Sqlite;

namespace Lockkeeper.Hosting;

/// <summary>One file of a program that runs in a host. Bound from configuration: <c>{ "Path": "app.db", "Sqlite": { "WriteTimeout": "00:00:10" } }</c>.</summary>
public sealed class SharedDatabaseHostOptions
{
    /// <summary>The SQLite file; relative paths are those of the current directory. Required.</summary>
    public string Path { get; set; } = "";

    /// <summary>How it is opened and shared. A logger factory that is not set is the host's.</summary>
    public SqliteDatabaseOptions Sqlite { get; } = new();
}
