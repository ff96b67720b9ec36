using Lockkeeper.Cli.Files;
using SQLitePCL;

namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>Whether the file is a database that can be opened.</summary>
internal static class FormatCheck
{
    private const string Name = "file";

    /// <summary>Judges it.</summary>
    public static Finding? Check(Patient patient) => patient.Header.Kind switch
    {
        FileKind.Empty when DatabaseFile.IsNamedForDuckDB(patient.Path) => Finding.Problem(Name, "It is empty, and DuckDB makes no database of an empty file.", "Delete it; the program that fills it makes it anew."),
        FileKind.Empty => Finding.Warning(Name, "It is empty; SQLite makes a database of it at the first write.", "Nothing, if a program is about to fill it. Otherwise look for the file that was meant."),
        FileKind.DuckDB => null,
        FileKind.Sqlite when patient.Refusal is { } error => Finding.Problem(
            Name, $"SQLite does not open it: {error.Message}", Advice(error.SqliteErrorCode)),
        _ => Finding.Ok(Name, $"A SQLite database of {ByteSize.Text(patient.File.Size)}."),
    };

    private static string Advice(int code) => code switch
    {
        raw.SQLITE_BUSY => "Another program has it locked exclusively; see below by whom, and end that program's transaction.",
        raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM => "Give this user the right to read it and the files beside it, or run this as their owner.",
        _ => "Put a copy of all its files aside, then try sqlite3's .recover on the copy, or restore a backup.",
    };
}
