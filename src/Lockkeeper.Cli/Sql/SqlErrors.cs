using System.Globalization;
using Lockkeeper.Cli.Who;
using Lockkeeper.Sqlite;
using Lockkeeper.Status;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Cli.Sql;

/// <summary>Puts SQLite's errors into one sentence of the tool's.</summary>
internal static class SqlErrors
{
    /// <summary>The exception that the verb ends with.</summary>
    public static Exception Explain(SqliteException error, string path, TimeSpan timeout) => error.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new FileHeldException(Held(path, timeout)),
        raw.SQLITE_NOTADB => new UsageException($"'{path}' is not a SQLite database."),
        raw.SQLITE_CANTOPEN => new UsageException($"'{path}' cannot be opened; this user needs to read it and its -wal and -shm files."),
        _ => new UsageException(Message(error)),
    };

    // "SQLite Error 1: 'no such table: t'."
    private static string Message(SqliteException error)
    {
        int first = error.Message.IndexOf('\'', StringComparison.Ordinal);
        int last = error.Message.LastIndexOf('\'');
        return last > first ? $"SQLite says: {error.Message[(first + 1)..last]}." : error.Message;
    }

    /// <summary>What is said where a parameter has no value.</summary>
    /// <param name="name">Its name; a number where it has none.</param>
    public static string NoValue(string name) => char.IsAsciiDigit(name[0])
        ? "The SQL has a parameter without a name; write $name in place of ?, and --param name=value."
        : $"The SQL has the parameter ${name}; give its value with --param {name}=VALUE.";

    private static string Held(string path, TimeSpan timeout)
    {
        string start = string.Create(CultureInfo.InvariantCulture, $"{path} could not be read within {timeout.TotalSeconds:0.###} s.");
        DatabaseObservation seen = SqliteDatabase.Observe(path);
        return seen.Processes.FirstOrDefault(process => process.HoldsFile) is { } holder
            ? string.Create(CultureInfo.InvariantCulture, $"{start} Process {holder.ProcessId} ({WhoText.Program(holder)}) {WhoText.Doing(holder)}.")
            : start;
    }
}
