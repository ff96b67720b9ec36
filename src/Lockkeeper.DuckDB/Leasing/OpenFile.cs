using System.Text;
using Lockkeeper.DuckDB.Errors;
using Lockkeeper.Locking.Platforms;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.DuckDB.Leasing;

/// <summary>
/// One opening of the file, from its lock to its close. Its connections last as long as it does. The file is looked at with
/// <c>stat</c> alone: DuckDB's lock is a POSIX lock, which the closing of any other descriptor drops.
/// </summary>
internal sealed class OpenFile
{
    private readonly DuckDBInstance _instance;
    private readonly FileIdentity? _identity;
    private readonly string _path;

    private OpenFile(DuckDBInstance instance, string path)
    {
        _instance = instance;
        _path = path;
        _identity = Identify(path);
    }

    /// <summary>Opens the file in one attempt. Blocks while DuckDB replays a write-ahead log.</summary>
    /// <exception cref="DuckDBException">Another program has it open.</exception>
    /// <exception cref="SharedDatabaseException">It cannot be opened.</exception>
    public static OpenFile Open(string path, DuckDBDatabaseOptions options, bool readOnly, bool create = false)
    {
        if (!create && !File.Exists(path))
        {
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.DatabaseReplaced,
                $"There is no file at '{path}' any more: it was deleted or moved while the database was in use. Put it back, or dispose the database and open it again.");
        }

        var settings = new DuckDBInstanceOptions { ReadOnly = readOnly };

        // A statement that fetches an extension from the network would do so while the others wait for the turn.
        settings.Settings["autoinstall_known_extensions"] = "false";
        foreach (var (name, value) in options.Settings) settings.Settings[name] = value;
        try
        {
            return new(DuckDBInstance.Open(path, settings), path);
        }
        catch (Exception error)
        {
            var explained = OpenErrors.Explain(error, path);
            if (ReferenceEquals(explained, error)) throw;
            throw explained;
        }
    }

    /// <summary>A connection whose transactions are Lockkeeper's to begin and end.</summary>
    public DuckDBConnection Connect()
    {
        var connection = _instance.Connect();
        connection.Handle.HasOwner = true;
        return connection;
    }

    /// <summary>Whether the file at the path is still this one.</summary>
    public bool IsAtPath() => _identity is null || Identify(_path) == _identity;

    /// <summary>Checkpoints what the write-ahead log holds, and closes. Never throws: what was committed is safe either way.</summary>
    public void Close(bool checkpoint, ILogger logger)
    {
        if (checkpoint) Checkpoint(logger);
        _instance.Dispose();
    }

    private void Checkpoint(ILogger logger)
    {
        if (!File.Exists(_path + ".wal")) return;
        try
        {
            using var connection = _instance.Connect();
            connection.ExecuteRaw("CHECKPOINT");
        }
        catch (DuckDBException error)
        {
            Log.ClosedWithoutCheckpoint(logger, error, _path);
        }
    }

    /// <summary>What tells a file from every other, without opening it; unknown where there is none or the system is not Linux.</summary>
    public static FileIdentity? Identify(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var name = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, name);
        return new LinuxCalls().Status(name, follow: true, out var status) == 0 ? status.Identity : default;
    }
}
