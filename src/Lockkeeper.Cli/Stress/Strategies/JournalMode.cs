namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>How SQLite keeps a transaction from being half there (https://sqlite.org/pragma.html#pragma_journal_mode).</summary>
internal enum JournalMode
{
    /// <summary>A rollback journal that is deleted at each commit: SQLite's default.</summary>
    Delete,

    /// <summary>A write-ahead log.</summary>
    Wal,
}
