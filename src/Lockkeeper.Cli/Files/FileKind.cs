namespace Lockkeeper.Cli.Files;

/// <summary>Whose file it is.</summary>
internal enum FileKind
{
    /// <summary>None that is known: no database, or an encrypted one.</summary>
    Unknown,

    /// <summary>An empty file: SQLite makes a database of it.</summary>
    Empty,

    /// <summary>SQLite's.</summary>
    Sqlite,

    /// <summary>DuckDB's.</summary>
    DuckDB,
}
