namespace Lockkeeper.Sqlite;

/// <summary>
/// How a SQLite file is opened and shared. The values are copied and validated when the database is opened: a later change
/// has no effect.
/// </summary>
public sealed class SqliteDatabaseOptions : SharedDatabaseOptions
{
    /// <summary>
    /// The most memory that each connection's page cache may take, in bytes; it is taken as pages are read and written.
    /// Default 64 MB (67,108,864); 64 KB to 64 GB. SQLite: <c>PRAGMA cache_size</c>.
    /// </summary>
    public long CacheSize { get; set; } = 64L << 20;

    /// <summary>
    /// How many pages this process writes to the WAL before it checkpoints: at once when nothing else waits to write,
    /// after four times as many while writes keep coming. Default 1,000; 1 to 1,000,000.
    /// </summary>
    public int CheckpointPages { get; set; } = 1_000;

    /// <summary>
    /// The size of the WAL file, in bytes, past which a checkpoint also truncates it, as far as no reader needs it.
    /// Default 64 MB (67,108,864); 64 KB to 1 TB.
    /// </summary>
    public long MaxWalSize { get; set; } = 64L << 20;

    /// <summary>
    /// Whether a file on NFS, SMB, 9p or a remote FUSE file system may be opened. Default <see langword="false"/>:
    /// their locks and shared memory do not keep programs on several machines apart, which corrupts the file. Only safe
    /// where a single machine ever opens it.
    /// </summary>
    public bool AllowNetworkFileSystem { get; set; }

    /// <summary>
    /// Whether each transaction of a drop-in connection notes the stack that it began on, for the log line of one that is
    /// forgotten. Default <see langword="false"/>: it costs some ten microseconds a transaction.
    /// </summary>
    public bool CaptureStacks { get; set; }

    /// <summary>Whether foreign keys are enforced. Default <see langword="true"/>. SQLite: <c>PRAGMA foreign_keys</c>.</summary>
    public bool ForeignKeys { get; set; } = true;

    /// <summary>
    /// Further pragmas, set on every connection and read back: a value that did not take effect is an error on open.
    /// A name is a plain identifier; a value is a number or a word. Those that Lockkeeper sets by itself
    /// (<c>journal_mode</c>, <c>synchronous</c>, <c>busy_timeout</c>, …) are refused, and the error says which option to use.
    /// </summary>
    public IDictionary<string, string> Pragmas { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    private SqliteDatabaseOptions(SqliteDatabaseOptions other)
    {
        // The base class's values, one by one: a copy by MemberwiseClone would share Pragmas.
        WriteTimeout = other.WriteTimeout;
        ReadTimeout = other.ReadTimeout;
        Durability = other.Durability;
        MaxReaders = other.MaxReaders;
        TurnSlice = other.TurnSlice;
        MaxBatch = other.MaxBatch;
        MaxQueuedWrites = other.MaxQueuedWrites;
        MaxWriteDuration = other.MaxWriteDuration;
        MaxReadDuration = other.MaxReadDuration;
        Retry = SharedDatabaseOptionsValidator.Copy(other.Retry);
        LoggerFactory = other.LoggerFactory;
        TimeProvider = other.TimeProvider;
        CacheSize = other.CacheSize;
        CheckpointPages = other.CheckpointPages;
        MaxWalSize = other.MaxWalSize;
        AllowNetworkFileSystem = other.AllowNetworkFileSystem;
        CaptureStacks = other.CaptureStacks;
        ForeignKeys = other.ForeignKeys;
        foreach (var (name, value) in other.Pragmas)
        {
            Pragmas.Add(name, value);
        }
    }

    /// <summary>The defaults.</summary>
    public SqliteDatabaseOptions()
    {
    }

    /// <summary>A validated copy that no later change of this one reaches.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or a pragma cannot be set.</exception>
    internal SqliteDatabaseOptions Freeze()
    {
        SqliteDatabaseOptionsValidator.Validate(this);
        return new(this);
    }
}
