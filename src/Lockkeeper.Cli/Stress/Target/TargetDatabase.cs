using System.Data.Common;
using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Target;

/// <summary>
/// The database that a run writes: a named file, which is kept, or a temporary one, which is deleted on dispose.
/// </summary>
/// <remarks>
/// A run drops the tables of the run before, so it notes in <see cref="NotesTable"/> which tables it made, and it never
/// touches a table that is not noted there.
/// </remarks>
internal sealed class TargetDatabase : IDisposable
{
    /// <summary>The table with the names of the tables that runs made in a named file.</summary>
    public const string NotesTable = "lockkeeper_stress";

    private readonly ILabEngine _engine;
    private readonly DirectoryInfo? _temporary;

    private TargetDatabase(string path, ILabEngine engine, DirectoryInfo? temporary)
    {
        _engine = engine;
        FilePath = path;
        _temporary = temporary;
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>Whether it is a temporary one.</summary>
    public bool IsTemporary => _temporary is not null;

    /// <summary>The size of its WAL now, in bytes; 0 where there is none. Only asks the directory, never opens it.</summary>
    public long WalBytes => new FileInfo(FilePath + _engine.WalSuffix) is { Exists: true } wal ? wal.Length : 0;

    /// <summary>Finds a place for the file and makes the workload's tables in it, empty. Blocks.</summary>
    /// <param name="path">The file, or <see langword="null"/> for a temporary one.</param>
    /// <param name="workload">Whose tables to make.</param>
    /// <param name="strategy">Who is going to write it.</param>
    /// <exception cref="UsageException">The file cannot be used. It is as it was.</exception>
    public static TargetDatabase Prepare(string? path, IWorkload workload, Strategy strategy)
    {
        DirectoryInfo? temporary = null;
        if (path is null)
        {
            temporary = Directory.CreateTempSubdirectory("lockkeeper-stress-");
            path = Path.Combine(temporary.FullName, "stress.db");
        }
        else
        {
            RefuseUnlessUsable(path, workload, strategy.Engine);
        }

        var target = new TargetDatabase(Path.GetFullPath(path), strategy.Engine, temporary);
        try
        {
            target.CreateTables(workload, strategy);
            return target;
        }
        catch (Exception error)
        {
            target.Dispose();
            if (error is DbException) throw new UsageException(error.Message);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _temporary?.Delete(recursive: true);

    private static void RefuseUnlessUsable(string path, IWorkload workload, ILabEngine engine)
    {
        if (Directory.Exists(path)) throw new UsageException($"{path} is a directory; name a database file.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        if (!Directory.Exists(folder)) throw new UsageException($"{path} cannot be created: there is no directory {folder}.");
        if (!File.Exists(path)) return;

        try
        {
            // Read-only: opening it to write would switch a foreign file's journal mode before it is refused.
            using DbConnection connection = engine.Connect(path, FileAccess.Read);
            string[] made = IsThere(connection, NotesTable) ? connection.ReadText($"SELECT group_concat(name) FROM {NotesTable}").Split(',') : [];
            if (workload.Tables.FirstOrDefault(table => !made.Contains(table) && IsThere(connection, table)) is { } foreign)
            {
                throw new UsageException($"{path} has a {foreign} that no stress run made, and a run would drop it; name another file.");
            }
        }
        catch (DbException error)
        {
            throw new UsageException($"{path} cannot be read as {engine.Article} {engine.Title} database: {engine.Reason(error)}.");
        }
    }

    private static bool IsThere(DbConnection connection, string name) =>
        // DuckDB has this view, too.
        connection.ReadNumber($"SELECT count(*) FROM sqlite_master WHERE lower(name) = lower({name})") > 0;

    private void CreateTables(IWorkload workload, Strategy strategy) => Tables.Create(
        FilePath,
        strategy,
        [
            .. workload.Tables.Select(table => $"DROP TABLE IF EXISTS {table};"),
            workload.Schema,
            $"CREATE TABLE IF NOT EXISTS {NotesTable}(name TEXT PRIMARY KEY);",
            .. workload.Tables.Select(table => $"INSERT OR IGNORE INTO {NotesTable} VALUES ('{table}');"),
        ]);
}
