using System.Data.Common;

namespace Lockkeeper.Engines;

/// <summary>
/// What an engine gives to <c>SharedDatabase</c>: sessions, the meaning of its errors, and who holds its locks.
/// One instance stands for one open database file. Members may be called from any thread.
/// </summary>
public interface IDatabaseEngine : IDisposable
{
    /// <summary>The engine's name as OpenTelemetry's <c>db.system.name</c> has it: <c>sqlite</c>.</summary>
    string Name { get; }

    /// <summary>The absolute path of the file, symbolic links resolved.</summary>
    string DatabasePath { get; }

    /// <summary>
    /// What tells this file from every other on the machine, whatever name it was opened by. Two engines of one identity
    /// in one process share one <c>SharedDatabase</c> core.
    /// </summary>
    string Identity { get; }

    /// <summary>Opens the connection that writes. Blocks the calling thread.</summary>
    /// <exception cref="SharedDatabaseException">The file cannot be opened for writing.</exception>
    IWriterSession OpenWriter();

    /// <summary>Opens a connection that cannot write. Blocks the calling thread.</summary>
    /// <exception cref="SharedDatabaseException">The file cannot be opened.</exception>
    IReaderSession OpenReader();

    /// <summary>
    /// A connection for callers who write by themselves, in turn: what <see cref="SharedDatabase.CreateConnection"/> gives.
    /// </summary>
    /// <param name="database">The open database that the engine stands behind.</param>
    /// <exception cref="SharedDatabaseException">With <see cref="SharedDatabaseErrorKind.Unsupported"/>, unless the engine has such connections.</exception>
    DbConnection CreateConnection(SharedDatabase database) => throw new SharedDatabaseException(
        SharedDatabaseErrorKind.Unsupported,
        $"The engine '{Name}' gives no connections of their own. Use WriteAsync, ReadAsync and ExecuteAsync.");

    /// <summary>
    /// Closes what <see cref="CreateConnection"/> gave and its caller is not using now. Called when the database is disposed,
    /// before its own sessions are closed.
    /// </summary>
    void CloseConnections()
    {
    }

    /// <summary>Backups, checkpoints, vacuuming and age limits, or <see langword="null"/> where the engine has none of them here.</summary>
    IFileMaintenance? Maintenance => null;

    /// <summary>What <paramref name="error"/> means for the transaction it happened in. Never reads the message.</summary>
    EngineErrorClass Classify(Exception error);

    /// <summary>
    /// Turns an error of the driver into the exception that callers see, or returns it as it is.
    /// </summary>
    /// <param name="error">The driver's exception.</param>
    /// <param name="statement">The statement's text, or <see langword="null"/> for a caller's own code.</param>
    Exception Translate(Exception error, string? statement);

    /// <summary>Checks that the file at <see cref="DatabasePath"/> is still the one that was opened. About a microsecond.</summary>
    /// <exception cref="SharedDatabaseException">With <see cref="SharedDatabaseErrorKind.DatabaseReplaced"/>.</exception>
    void VerifyFile();

    /// <summary>
    /// The processes outside Lockkeeper that hold an engine lock on the file now, as far as the system tells. This process
    /// and <paramref name="known"/> are left out. Empty where it cannot be known.
    /// </summary>
    IReadOnlyList<ForeignHolder> FindForeignHolders(IReadOnlySet<int> known);
}
