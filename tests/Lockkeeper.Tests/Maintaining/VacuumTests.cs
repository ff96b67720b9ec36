using Lockkeeper.Engines;
using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Maintaining;

public sealed class VacuumTests
{
    private const string Emptied = "CREATE TABLE t(a); INSERT INTO t VALUES (zeroblob(10000000)); DELETE FROM t; INSERT INTO t VALUES (1)";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_checkpoint_empties_the_WAL()
    {
        await using var file = new MaintainedFile("CREATE TABLE t(a)");
        await file.Db.ExecuteAsync($"INSERT INTO t VALUES (zeroblob(100000))", Token);
        new FileInfo(file.Path + "-wal").Length.ShouldBeGreaterThan(0);

        CheckpointReport report = await file.Db.CheckpointAsync(cancellationToken: Token);

        report.HeldBack.ShouldBeFalse();
        report.WalBytes.ShouldBe(0);
        await file.Db.ExecuteAsync($"INSERT INTO t VALUES (1)", Token);
        MaintainedFile.Query<long>(file.Path, "SELECT count(*) FROM t").ShouldBe([2]);
    }

    [Fact]
    public async Task A_checkpoint_that_a_reader_holds_back_says_so()
    {
        await using var file = new MaintainedFile("CREATE TABLE t(a)");
        SharedDatabase db = file.Db;
        await db.ExecuteAsync($"INSERT INTO t VALUES (1)", Token);
        bool held = await db.ReadAsync(
            async _ =>
            {
                await db.ExecuteAsync($"INSERT INTO t VALUES (zeroblob(100000))", Token);
                return (await db.CheckpointAsync(cancellationToken: Token)).HeldBack;
            },
            Token);
        held.ShouldBeTrue();
        (await db.CheckpointAsync(cancellationToken: Token)).HeldBack.ShouldBeFalse();
    }

    [Fact]
    public async Task A_checkpoint_waits_its_turn_and_names_who_has_it()
    {
        await using var file = new MaintainedFile("CREATE TABLE t(a)");
        SharedDatabase db = file.Db;
        using var writing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Task write = db.WriteAsync(
            _ =>
            {
                writing.Set();
                goOn.Wait(Token);
            },
            Token,
            operation: "ImportOrders");
        try
        {
            writing.Wait(Token);
            SharedDatabaseException error = await db.CheckpointAsync(TimeSpan.FromSeconds(1), Token).FailsWith(SharedDatabaseErrorKind.WriteTimeout);
            error.Message.ShouldContain("ImportOrders");
        }
        finally
        {
            goOn.Set();
        }

        await write.Within();
    }

    [Fact]
    public async Task Free_pages_are_given_back_a_few_at_a_time_and_writers_come_between()
    {
        await using var file = new MaintainedFile("PRAGMA auto_vacuum = incremental; " + Emptied);
        long before = new FileInfo(file.Path).Length;
        var told = new List<VacuumProgress>();

        long freed = await file.Db.VacuumAsync(progress: new Told<VacuumProgress>(progress =>
        {
            told.Add(progress);
            // The turn is free between two pieces: else this would wait for its own end.
            file.Db.ExecuteAsync($"INSERT INTO t VALUES (2)", Token).AsTask().Within().GetAwaiter().GetResult();
        }), cancellationToken: Token);

        told.Count.ShouldBeGreaterThan(5);
        freed.ShouldBe(told[^1].FreedPages);
        freed.ShouldBeGreaterThan(2_000);
        new FileInfo(file.Path).Length.ShouldBeLessThan(before / 10);
        MaintainedFile.Query<long>(file.Path, "SELECT count(*) FROM t").ShouldBe([1 + told.Count]);
        (await file.Db.VacuumAsync(cancellationToken: Token)).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_is_not_made_for_it_says_what_to_do_and_is_made_for_it_by_a_rewrite()
    {
        await using var file = new MaintainedFile(Emptied);
        SharedDatabaseException error = await file.Db.VacuumAsync(cancellationToken: Token).FailsWith(SharedDatabaseErrorKind.Unsupported);
        error.Message.ShouldContain("lockkeeper vacuum --full");

        await file.Db.RewriteAsync(cancellationToken: Token);

        new FileInfo(file.Path).Length.ShouldBeLessThan(100_000);
        MaintainedFile.Query<long>(file.Path, "SELECT a FROM t").ShouldBe([1]);
        MaintainedFile.Query<long>(file.Path, "PRAGMA auto_vacuum").ShouldBe([2]);
        await file.Db.ExecuteAsync($"INSERT INTO t VALUES (zeroblob(1000000))", Token);
        await file.Db.ExecuteAsync($"DELETE FROM t WHERE length(a) > 10", Token);
        (await file.Db.VacuumAsync(cancellationToken: Token)).ShouldBeGreaterThan(200);
    }
}
