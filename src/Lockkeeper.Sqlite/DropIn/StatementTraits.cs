namespace Lockkeeper.Sqlite.DropIn;

/// <summary>What a command's text means for the turn.</summary>
[Flags]
internal enum StatementTraits
{
    /// <summary>It reads.</summary>
    None = 0,

    /// <summary>A statement of it writes, as <c>sqlite3_stmt_readonly</c> says.</summary>
    Writes = 1,

    /// <summary>A statement of it begins a transaction.</summary>
    Begins = 2,

    /// <summary>It may leave something on the connection that the next one who gets it must not find.</summary>
    Dirties = 4,

    /// <summary>It attaches a file.</summary>
    Attaches = 8,

    /// <summary>It is one <c>BEGIN</c> and nothing else.</summary>
    IsBegin = 16,

    /// <summary>It is one <c>COMMIT</c> and nothing else.</summary>
    IsCommit = 32,

    /// <summary>It is one <c>ROLLBACK</c> of the whole transaction and nothing else.</summary>
    IsRollback = 64,

    /// <summary>It is one statement and nothing else.</summary>
    IsSingle = 128,
}
