using System.Data.Common;
using Lockkeeper.DuckDB;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Faults.Rig;

/// <summary>A folder of its own, the processes that a test starts, and what they were told, checked against the database.</summary>
public abstract class FaultTest : IDisposable
{
    /// <summary>The name of a SQLite file.</summary>
    protected const string Sqlite = "shared.db";

    /// <summary>The name of a DuckDB file.</summary>
    protected const string DuckDB = "shared.duckdb";

    private readonly List<Child> _children = [];
    private readonly List<Action> _undo = [];
    private long _lastWorker;

    protected FaultTest(ITestOutputHelper output)
    {
        Output = output;
        Directory = System.IO.Directory.CreateTempSubdirectory("lockkeeper-faults-").FullName;
        DatabasePath = Path.Combine(Directory, Sqlite);
        LogDirectory = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "logs")).FullName;
        Random = Seed.For(TestContext.Current.TestCase?.TestCaseDisplayName ?? GetType().Name);
        output.WriteLine($"LOCKKEEPER_SEED={Seed.Value}");
    }

    protected ITestOutputHelper Output { get; }

    /// <summary>Holds the database and all that belongs to it.</summary>
    protected string Directory { get; }

    /// <summary>Holds what the processes were told, outside of what a test does to the database's folder.</summary>
    protected string LogDirectory { get; }

    protected string DatabasePath { get; set; }

    protected Random Random { get; }

    protected string SideFilePath => DatabasePath + "-lockkeeper";

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What a worker process is told; <paramref name="more"/> adds to it.</summary>
    internal string[] WorkArguments(int workers, params string[] more)
    {
        var first = Interlocked.Add(ref _lastWorker, workers) - workers + 1;
        return
        [
            $"database={DatabasePath}", $"log={Path.Combine(LogDirectory, $"{first:000000}.log")}", $"first={first}", $"worker={first}",
            $"workers={workers}", $"seed={Seed.Value}", .. more,
        ];
    }

    internal Child Keep(Child child)
    {
        lock (_children) _children.Add(child);
        return child;
    }

    internal async Task<Child> StartAsync(string verb, params string[] arguments)
    {
        var child = Keep(Child.Start(verb, arguments));
        await child.ExpectAsync("ready");
        return child;
    }

    internal Task<Child> StartWorkAsync(int workers, params string[] more) => StartAsync("work", WorkArguments(workers, more));

    internal Task<Child> StartTalkAsync(params string[] more) => StartAsync("talk", [$"database={DatabasePath}", .. more]);

    /// <summary>From here on the database is the one of this name, which says what engine it is for, in the test's folder.</summary>
    protected void Use(string file) => DatabasePath = Path.Combine(Directory, file);

    /// <summary>Creates the tables, by a process that is gone afterwards: the test itself does not have the file open.</summary>
    protected async Task CreateDatabaseAsync()
    {
        using var child = await StartTalkAsync();
        (await child.AskAsync("close")).ShouldBe("closed");
    }

    /// <summary>Done when the test is over, also when it failed; the last first.</summary>
    protected void Undo(Action action) => _undo.Add(action);

    /// <summary>All that was acknowledged stands once and in order, nothing else does, and the file is sound.</summary>
    internal Ledger Verify(string? path = null)
    {
        var ledger = Ledger.Read(LogDirectory);
        ledger.Verify(path ?? DatabasePath);
        return ledger;
    }

    /// <summary>A connection that knows nothing of Lockkeeper.</summary>
    internal static DbConnection Plain(string path)
    {
        DbConnection connection = path.EndsWith(".duckdb", StringComparison.Ordinal)
            ? new DuckDBConnection(new DuckDBConnectionStringBuilder { DataSource = path }.ToString())
            : new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>SQLite checks the whole file; DuckDB has no such check beyond reading it.</summary>
    internal static void CheckIntegrity(DbConnection connection)
    {
        if (connection is not SqliteConnection) return;
        using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        check.ExecuteScalar().ShouldBe("ok");
    }

    internal static long Ask(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    public void Dispose()
    {
        foreach (var child in _children) child.Dispose();
        for (var i = _undo.Count - 1; i >= 0; i--) _undo[i]();
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            Output.WriteLine($"Replay with LOCKKEEPER_SEED={Seed.Value}. The files are left in {Directory}.");
        else
            System.IO.Directory.Delete(Directory, recursive: true);
        GC.SuppressFinalize(this);
    }
}
