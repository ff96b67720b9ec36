namespace Lockkeeper.Sqlite.Writing;

/// <summary>What a statement's number of changed rows means.</summary>
internal enum StatementEffect
{
    /// <summary>It cannot change rows: -1.</summary>
    Reads,

    /// <summary>It changes rows, and SQLite counts them.</summary>
    ChangesRows,

    /// <summary>It changes the schema or a setting, for which SQLite's count is that of an earlier statement: 0.</summary>
    ChangesOther,
}
