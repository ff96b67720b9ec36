using Lockkeeper.DuckDB;
using Lockkeeper.DuckDB.Errors;
using Lockkeeper.DuckDB.Maintaining;
using Lockkeeper.Locking;

namespace Lockkeeper.Cli.Doctor.Reading;

/// <summary>What DuckDB says of a file, opened for reading: of a leftover WAL it reads what is in it, and leaves both as they are.</summary>
/// <param name="LibraryVersion">The library's version: <c>v1.5.6</c>.</param>
/// <param name="Blocks">How much of the file is used, or <see langword="null"/> where it was not opened.</param>
/// <param name="Faults">What cannot be read, nothing where all can; <see langword="null"/> where it was not asked for.</param>
/// <param name="Refusal">Why DuckDB does not open it; <see langword="null"/> where it does, or where others have the file.</param>
internal sealed record DuckDBLook(string LibraryVersion, BlockUse? Blocks, IReadOnlyList<string>? Faults, DuckDBException? Refusal)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>Whether others have the file open for writing, so that it could not be looked into.</summary>
    public bool IsInUse => Blocks is null && Refusal is null;

    /// <summary>
    /// Looks, with a reader's place among those that use Lockkeeper on the file, so that no writer meets DuckDB's own lock.
    /// Makes no side file where there is none.
    /// </summary>
    public static DuckDBLook Take(string path, SideFiles side, bool full, CancellationToken cancellationToken)
    {
        using FairFileLock? line = side.Lockkeeper is null ? null : TryOpenLine(path);
        string version = DuckDBInstance.LibraryVersion;
        if (line is not null && !line.Acquire(LockMode.Shared, LongestWait)) return new(version, null, null, null);
        try
        {
            using var instance = DuckDBInstance.Open(path, new DuckDBInstanceOptions { ReadOnly = true });
            using DuckDBConnection connection = instance.Connect();
            return new(version, BlockUse.Read(connection), full ? DatabaseCheck.FindFaults(connection, cancellationToken) : null, null);
        }
        catch (DuckDBException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(version, null, null, DuckDBErrors.IsLocked(error) ? null : error);
        }
    }

    private static FairFileLock? TryOpenLine(string path)
    {
        try
        {
            return FairFileLock.Open(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // DuckDB's own lock decides then; what is wrong with the side file is another check's to say.
            return null;
        }
    }
}
