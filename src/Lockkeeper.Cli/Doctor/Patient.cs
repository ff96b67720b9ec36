using Lockkeeper.Cli.Doctor.Reading;
using Lockkeeper.Cli.Files;
using Lockkeeper.Status;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Cli.Doctor;

/// <summary>All that is known of a file, gathered once, for the checks to judge.</summary>
/// <param name="File">The database file.</param>
/// <param name="Header">How it begins.</param>
/// <param name="Side">The files beside it.</param>
/// <param name="Seen">Who has it open.</param>
/// <param name="WalIndex">How far the WAL is checkpointed, or <see langword="null"/> where nobody has the file open in WAL mode.</param>
/// <param name="Facts">What SQLite says of it, or <see langword="null"/> where it does not open it.</param>
/// <param name="Refusal">Why SQLite does not open it.</param>
/// <param name="DuckDB">What DuckDB says of it, or <see langword="null"/> where it is not DuckDB's.</param>
internal sealed record Patient(
    PresentFile File, FileHeader Header, SideFiles Side, DatabaseObservation Seen, WalIndex? WalIndex, DatabaseFacts? Facts, SqliteException? Refusal,
    DuckDBLook? DuckDB)
{
    /// <summary>The file's path, links followed.</summary>
    public string Path => Seen.DatabasePath;

    /// <summary>
    /// Looks at all of it. What is read with ordinary file calls comes first, and this process opens the file through
    /// its engine only afterwards: see guarantee 7.
    /// </summary>
    /// <exception cref="SharedDatabaseException">There is no such file.</exception>
    /// <exception cref="UsageException">It is no database.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Patient Examine(string path, bool full, CancellationToken cancellationToken)
    {
        DatabaseObservation seen = DatabaseFile.Observe(path);
        FileHeader header = FileHeader.Read(seen.DatabasePath);
        if (header.Kind is FileKind.Unknown) throw new UsageException(DatabaseFile.NotADatabase(path));
        var side = SideFiles.Find(seen.DatabasePath, header.Kind);
        PresentFile file = PresentFile.Find(seen.DatabasePath) ?? throw new FileNotFoundException($"'{path}' was deleted just now.");
        WalIndex? index = Cli.WalIndex.Read(seen.DatabasePath);
        DatabaseFacts? facts = null;
        SqliteException? refusal = null;
        if (header.Kind is FileKind.Sqlite)
        {
            try
            {
                facts = DatabaseFacts.Read(seen.DatabasePath, full, cancellationToken);
            }
            catch (SqliteException error)
            {
                cancellationToken.ThrowIfCancellationRequested();
                refusal = error;
            }
        }

        DuckDBLook? duckDB = header.Kind is FileKind.DuckDB ? DuckDBLook.Take(seen.DatabasePath, side, full, cancellationToken) : null;
        return new(file, header, side, seen, index, facts, refusal, duckDB);
    }
}
