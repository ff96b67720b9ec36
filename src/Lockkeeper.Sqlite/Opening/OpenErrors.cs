using Lockkeeper.Engines;
using Lockkeeper.Sqlite.Errors;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.Opening;

/// <summary>Says what to do about a file that does not open.</summary>
internal static class OpenErrors
{
    /// <summary>The exception for what SQLite said while <paramref name="path"/> was opened.</summary>
    public static SharedDatabaseException Explain(SqliteException error, string path)
    {
        var said = SqliteErrors.Text(error);
        return (error.SqliteErrorCode & 0xff) switch
        {
            ResultCodes.Full => new(
                SharedDatabaseErrorKind.DiskFull, $"'{path}' cannot be opened: its disk is full. Free some space and open it again.", error),
            ResultCodes.NotADb => CannotOpen(
                $"'{path}' is not a SQLite database, or it is encrypted ({said}). Check the path. An encrypted file cannot be shared: "
                + "export it to a plain one with the program that encrypted it.",
                error),
            ResultCodes.Corrupt => CannotOpen(
                $"'{path}' is damaged or was cut short ({said}). Restore a backup, or save what is left with the sqlite3 program's "
                + ".recover. It was not changed.",
                error),
            ResultCodes.CantOpen => CannotOpen(
                $"'{path}' cannot be opened ({said}). Check that its directory exists, and that this process may write the file, the "
                + "directory, and the files '-wal' and '-shm' beside it.",
                error),
            ResultCodes.ReadOnly or ResultCodes.Perm => CannotOpen(
                $"'{path}' cannot be written ({said}). Give this process permission to write the file, its directory, and the files "
                + "'-wal' and '-shm' beside it.",
                error),
            ResultCodes.IoErr => CannotOpen(
                $"'{path}' cannot be opened: the system failed to read or write it ({said}). Look at the system's log for errors of the disk.",
                error),
            _ => CannotOpen($"'{path}' cannot be opened: {said}.", error),
        };
    }

    /// <summary>The exception for a file that others kept busy for as long as opening may take.</summary>
    public static SharedDatabaseException Busy(
        string path, string? mode, TimeSpan waited, IReadOnlyList<ForeignHolder> holders, Exception? error)
    {
        var who = holders.Count == 0
            ? "The system does not tell which process holds it."
            : "It is held by " + string.Join(", ", holders.Select(Describe)) + ".";
        var what = mode is null or "wal"
            ? $"'{path}' cannot be opened: another program kept it locked for {waited.TotalSeconds:0.#} s."
            : $"'{path}' cannot be opened: it is in journal mode '{mode.ToUpperInvariant()}', and could not be switched to WAL in "
            + $"{waited.TotalSeconds:0.#} s because another program uses it in that mode.";
        return CannotOpen($"{what} {who} Stop that program, or let it run 'PRAGMA journal_mode=WAL' once, and open the database again.", error);
    }

    private static string Describe(ForeignHolder holder) => holder.CommandLine is { Length: > 0 } command
        ? $"process {holder.ProcessId} ({command}; {holder.Lock})"
        : $"process {holder.ProcessId} ({holder.Lock})";

    private static SharedDatabaseException CannotOpen(string message, Exception? error) =>
        new(SharedDatabaseErrorKind.CannotOpen, message, error);
}
