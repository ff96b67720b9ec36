using Lockkeeper.DuckDB.Instances;
using Lockkeeper.DuckDB.Native;

namespace Lockkeeper.DuckDB;

/// <summary>
/// An open database, whose connections share its threads and its memory. Safe for use by many threads; each uses a connection of its own.
/// </summary>
public sealed class DuckDBInstance : IDisposable
{
    private readonly InstanceHandle _handle;
    private readonly PartList _connections = new();

    private DuckDBInstance(InstanceHandle handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    /// <summary>The database's path, absolute and without symbolic links, or <c>:memory:</c>.</summary>
    public string Path { get; }

    /// <summary>The version of DuckDB's library, such as <c>v1.5.6</c>.</summary>
    public static string LibraryVersion => NativeText.Read(InstanceCalls.LibraryVersion()) ?? "";

    /// <summary>
    /// Opens the database at <paramref name="path"/>, which is created where it is not there; <c>:memory:</c> opens one without a file.
    /// Blocks while DuckDB reads the file and replays its WAL. Waits for no lock: when another process has the file, it fails at once.
    /// </summary>
    /// <exception cref="DuckDBException">DuckDB says why not.</exception>
    /// <exception cref="InvalidOperationException">This process has the file open already.</exception>
    public static DuckDBInstance Open(string path, DuckDBInstanceOptions? options = null)
    {
        var handle = InstanceOpener.Open(path, options ?? new(), isShared: false);
        return new(handle, DatabasePath.Canonical(path));
    }

    /// <summary>A connection of its own, open already.</summary>
    /// <exception cref="ObjectDisposedException">The database is closed.</exception>
    public DuckDBConnection Connect()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        var handle = ConnectionHandle.Open(_handle);
        var connection = new DuckDBConnection(this, handle);
        _connections.Add(connection);
        _connections.Add(handle);
        return connection;
    }

    /// <summary>
    /// Closes the connections that are still open, with all their commands and readers, and then the file, which DuckDB checkpoints. A
    /// statement that runs on another thread meanwhile keeps the file open until it returns; to end it sooner, interrupt it. An error of
    /// that checkpoint is not reported: the WAL stays, and the next opening replays it.
    /// </summary>
    public void Dispose()
    {
        _connections.ReleaseAll();
        _handle.Dispose();
    }
}
