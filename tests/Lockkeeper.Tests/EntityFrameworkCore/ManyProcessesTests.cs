using Lockkeeper.Locking;
using Lockkeeper.Sqlite;
using Lockkeeper.TestProcess.Ef;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Maintaining;
using Microsoft.EntityFrameworkCore;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.EntityFrameworkCore;

public sealed class ManyProcessesTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_folder.FullName, "app.db");

    public async ValueTask DisposeAsync()
    {
        await SharedSqliteConnection.CloseDatabaseAsync($"Data Source={Database}");
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Of_processes_that_migrate_at_once_one_does_and_the_others_find_it_done()
    {
        ChildProcess[] children = await StartAsync(4, "shared");
        try
        {
            foreach (ChildProcess child in children) child.Tell("migrate");
            foreach (ChildProcess child in children) (await child.AnswerAsync()).ShouldBe("migrated");
        }
        finally
        {
            foreach (ChildProcess child in children) child.Dispose();
        }

        MaintainedFile.Query<string>(Database, "SELECT MigrationId FROM __EFMigrationsHistory ORDER BY 1").ShouldBe(["20260101000000_First", "20260102000000_Second"]);
    }

    [Fact]
    public async Task One_that_is_killed_in_the_middle_of_a_migration_leaves_nothing_stuck_and_nothing_half()
    {
        ChildProcess[] children = await StartAsync(2, "shared");
        using ChildProcess dying = children[0];
        using ChildProcess waiting = children[1];
        (await dying.AskAsync("migrate-and-stop")).ShouldBe("in the middle");
        waiting.Tell("migrate");
        await Waiting.Until(
            () => PresenceBoard.ReadFrom(Database + "-migration").Any(process => process.ProcessId == waiting.Id && process.State == TurnState.Waiting),
            "the second process to wait");
        dying.Kill();
        (await waiting.AnswerAsync()).ShouldBe("migrated");

        MaintainedFile.Query<string>(Database, "SELECT MigrationId FROM __EFMigrationsHistory ORDER BY 1").ShouldBe(["20260101000000_First", "20260102000000_Second"]);
        MaintainedFile.Query<string>(Database, "SELECT name FROM sqlite_master WHERE name LIKE '%_it' ORDER BY 1").ShouldBe(["after_it", "before_it"]);
    }

    [Fact]
    public async Task Who_waits_for_a_migration_in_vain_is_told_by_whom()
    {
        ChildProcess[] children = await StartAsync(1, "shared");
        using ChildProcess holder = children[0];
        (await holder.AskAsync("migrate-and-stop")).ShouldBe("in the middle");
        await using var context = new BuildContext(BuildContext.Options(Database, shared: true, options => options.MigrationTimeout = TimeSpan.FromMilliseconds(200)));
        SharedDatabaseException error = await context.Database.MigrateAsync(Token).FailsWith(SharedDatabaseErrorKind.WriteTimeout);
        error.Message.ShouldContain($"Process {holder.Id} (Lockkeeper.TestProcess) is at Migrate since ");
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("create")]
    [InlineData("delete")]
    public async Task An_asynchronous_call_waits_for_a_migration_without_its_thread_and_can_be_cancelled(string what)
    {
        await using (var context = new BuildContext(BuildContext.Options(Database, shared: true))) await context.Database.EnsureCreatedAsync(Token);
        using ProgramTurn line = SqliteDatabase.OpenTurn(Database + "-migration", "Holder");
        (await line.AcquireAsync(LockMode.Exclusive, TimeSpan.FromSeconds(30), Token)).ShouldBeTrue();
        await using var waiting = new BuildContext(BuildContext.Options(Database, shared: true, options => options.MigrationTimeout = TimeSpan.FromSeconds(10)));
        using var cancellation = new CancellationTokenSource();
        Task call = what switch
        {
            "migrate" => waiting.Database.MigrateAsync(cancellation.Token),
            "create" => waiting.Database.EnsureCreatedAsync(cancellation.Token),
            _ => waiting.Database.EnsureDeletedAsync(cancellation.Token),
        };
        call.IsCompleted.ShouldBeFalse();
        await cancellation.CancelAsync();
        await call.FailsWith<OperationCanceledException>();
        File.Exists(Database).ShouldBeTrue();
    }

    [Theory]
    [InlineData("insert")]
    [InlineData("insert-with-dapper")]
    public async Task The_work_of_a_build_server_shows_lock_errors_without_it_and_none_with_it(string insert)
    {
        await using (var context = new BuildContext(BuildContext.Options(Database, shared: true))) await context.Database.EnsureCreatedAsync(Token);
        string[] shared = await InsertAsync("shared", insert, 300);
        shared.ShouldAllBe(answer => answer == "inserted");
        MaintainedFile.Query<long>(Database, "SELECT count(*) FROM Builds").ShouldBe([600]);

        // A lock that outlasts the plain driver's patience, as a loader's long transaction does.
        await using SharedDatabase db = SqliteDatabase.Open(Database);
        using var writing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Task write = db.WriteAsync(
            _ =>
            {
                writing.Set();
                goOn.Wait(Token);
            },
            Token);
        try
        {
            writing.Wait(Token);
            string[] plain = await InsertAsync("plain", insert, 1);
            plain.ShouldAllBe(answer => answer.StartsWith("failed: SQLite Error 5: 'database is locked'", StringComparison.Ordinal));

            ChildProcess[] children = await StartAsync(2, "shared");
            foreach (ChildProcess child in children) child.Tell($"{insert} 100");
            await Waiting.Until(() => db.GetStatus().Processes.Count(process => process.State == TurnState.Waiting) == 2, "both to wait");
            goOn.Set();
            foreach (ChildProcess child in children)
            {
                (await child.AnswerAsync()).ShouldBe("inserted");
                child.Dispose();
            }
        }
        finally
        {
            goOn.Set();
        }

        await write.Within();
        MaintainedFile.Query<long>(Database, "SELECT count(*) FROM Builds").ShouldBe([800]);
    }

    private async Task<string[]> InsertAsync(string kind, string insert, int count)
    {
        ChildProcess[] children = await StartAsync(2, kind);
        foreach (ChildProcess child in children) child.Tell($"{insert} {count}");
        var answers = new List<string>();
        foreach (ChildProcess child in children)
        {
            answers.Add(await child.AnswerAsync() ?? "");
            child.Dispose();
        }

        return [.. answers];
    }

    private Task<ChildProcess[]> StartAsync(int count, string kind) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => ChildProcess.StartAsync("ef", Database, kind)));
}
