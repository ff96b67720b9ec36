using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Sqlite.Opening;
using Lockkeeper.Writing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>
/// The files that are attached to a connection. Who writes has the turns of all of them, taken in the order of the files'
/// identities, the main file's among them: two connections that attach crosswise ask in the same order, and neither waits for
/// the other with a turn in hand that the other needs first.
/// </summary>
/// <param name="main">The main file's identity.</param>
/// <param name="revoke">See <see cref="AttachedFile"/>.</param>
internal sealed class AttachedFiles(string main, Action<TurnRequest> revoke)
{
    private AttachedFile[] _files = [];

    /// <summary>Whether there are any.</summary>
    public bool Any => _files.Length > 0;

    /// <summary>Those whose turn is taken before the main file's.</summary>
    public IEnumerable<AttachedFile> Before => _files.Where(file => string.CompareOrdinal(file.Identity, main) < 0);

    /// <summary>Those whose turn is taken after it.</summary>
    public IEnumerable<AttachedFile> After => _files.Where(file => string.CompareOrdinal(file.Identity, main) > 0);

    /// <summary>The turns that are had. Any thread.</summary>
    public IReadOnlyList<(AttachedFile File, TurnRequest Request)> Held =>
        [.. _files.Select(file => (File: file, Request: file.Held!)).Where(pair => pair.Request is not null)];

    /// <summary>Who holds the files: SQLite does not say which of them is locked.</summary>
    /// <param name="core">The main file's.</param>
    public string DescribeHolders(DatabaseCore core) => Any
        ? string.Join(' ', _files.Select(file => $"{file.Path}: {file.DescribeHolder()}").Prepend($"{core.DatabasePath}: {core.DescribeHolder()}"))
        : core.DescribeHolder();

    /// <summary>Gives all turns back. Any thread.</summary>
    public void Give()
    {
        foreach (var file in _files) file.Give();
    }

    /// <summary>See <see cref="TurnLoan.StopLimit"/>.</summary>
    public void StopLimit()
    {
        foreach (var file in _files) file.StopLimit();
    }

    /// <summary>See <see cref="TurnLoan.RestartLimit"/>.</summary>
    public void RestartLimit()
    {
        foreach (var file in _files) file.RestartLimit();
    }

    /// <summary>Looks which files are attached now. A file that cannot be shared is detached again.</summary>
    /// <exception cref="SharedDatabaseException">It cannot be shared; the message says why.</exception>
    public void Refresh(sqlite3 db)
    {
        var known = _files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var found = new SortedDictionary<string, AttachedFile>(StringComparer.Ordinal);
        foreach (var (schema, path) in List(db))
        {
            try
            {
                // In memory, or temporary: nobody else has it.
                if (path.Length == 0) continue;
                var file = known.TryGetValue(CanonicalPath.Resolve(path), out var old) ? old : new AttachedFile(OpenDatabases.Get(path), revoke);
                if (file.Identity != main) found[file.Identity] = file;
            }
            catch
            {
                raw.sqlite3_exec(db, $"DETACH \"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
                throw;
            }
        }

        _files = [.. found.Values];
    }

    // https://sqlite.org/pragma.html#pragma_database_list: number, name, file.
    private static List<(string Schema, string Path)> List(sqlite3 db)
    {
        var found = new List<(string Schema, string Path)>();
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(db, "PRAGMA database_list", out var statement), db);
        using (statement)
        {
            while (raw.sqlite3_step(statement) == ResultCodes.Row)
            {
                var schema = raw.sqlite3_column_text(statement, 1).utf8_to_string();
                if (schema is not ("main" or "temp")) found.Add((schema, raw.sqlite3_column_text(statement, 2).utf8_to_string() ?? ""));
            }
        }

        return found;
    }
}
