namespace Lockkeeper.DuckDB.Leasing;

/// <summary>How this process has the file open.</summary>
internal enum LeaseMode
{
    /// <summary>It is closed.</summary>
    None,

    /// <summary>For reading, beside other processes that read.</summary>
    Shared,

    /// <summary>For writing, and for this process's reads; all other processes are kept out.</summary>
    Exclusive,
}
