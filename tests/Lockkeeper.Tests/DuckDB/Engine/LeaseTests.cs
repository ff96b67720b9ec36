using Lockkeeper.DuckDB;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.DuckDB.Engine;

public sealed class LeaseTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_is_written_is_read_on_the_same_lease()
    {
        await using var file = await DuckFile.CreateAsync();

        (await file.Insert(1)).ShouldBe(1);
        (await file.Write(tx => DuckFile.Run(tx.Connection, "INSERT INTO t VALUES (2, 0), (3, 0)"))).ShouldBe(2);

        (await file.Ids()).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_write_that_throws_leaves_nothing()
    {
        await using var file = await DuckFile.CreateAsync();

        await Should.ThrowAsync<InvalidOperationException>(() => file.Write(tx =>
        {
            DuckFile.Run(tx.Connection, "INSERT INTO t VALUES (1, 0)");
            throw new InvalidOperationException("no");
        }));

        (await file.Ids()).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_failing_write_of_a_batch_fails_alone()
    {
        await using var file = await DuckFile.CreateAsync();
        using var begun = new ManualResetEventSlim();
        using var queued = new ManualResetEventSlim();
        var first = file.Write(_ =>
        {
            begun.Set();
            queued.Wait(Soon, TestContext.Current.CancellationToken).ShouldBeTrue();
        });
        begun.Wait(Soon, TestContext.Current.CancellationToken).ShouldBeTrue();

        var writes = Enumerable.Range(1, 20).Select(id => file.Insert(id == 10 ? 1 : id).AsTask()).ToList();
        queued.Set();
        await first;

        var error = await Should.ThrowAsync<SharedDatabaseException>(writes[9]);
        error.Kind.ShouldBe(SharedDatabaseErrorKind.Engine);
        error.Message.ShouldContain("constraint", Case.Insensitive);
        writes.RemoveAt(9);
        await Task.WhenAll(writes);
        (await file.Ids()).ShouldBe(Enumerable.Range(1, 20).Where(id => id != 10));
    }

    [Fact]
    public async Task A_reader_cannot_write()
    {
        await using var file = await DuckFile.CreateAsync();

        await Should.ThrowAsync<DuckDBException>(() => file.Read(connection => DuckFile.Run(connection, "INSERT INTO t VALUES (1, 0)")));
        await Should.ThrowAsync<InvalidOperationException>(() => file.Read(connection => DuckFile.Run(connection, "COMMIT")));

        (await file.Ids()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Work_cannot_end_its_transaction_by_itself()
    {
        await using var file = await DuckFile.CreateAsync();

        foreach (var end in new Action<WriteTransaction>[] { tx => DuckFile.Run(tx.Connection, "COMMIT"), tx => tx.Transaction.Commit(), tx => tx.Transaction.Rollback() })
        {
            await Should.ThrowAsync<InvalidOperationException>(() => file.Write(tx =>
            {
                DuckFile.Run(tx.Connection, "INSERT INTO t VALUES (1, 0)");
                end(tx);
            }));
        }

        (await file.Ids()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Processes_that_only_read_share_the_file()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.CloseAsync();
        file.Reopen();
        using var child = await ChildProcess.StartAsync("duckdb", file.Path);

        // Inside a read of this process: its lease lasts until the other has read.
        var counted = await file.Read(async connection =>
        {
            DuckFile.Query(connection, "SELECT 1");
            return await child.AskAsync("count");
        });

        counted.ShouldBe("0");
    }

    [Fact]
    public async Task A_writer_gets_the_file_from_a_reader_and_the_reader_gets_it_back()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.CloseAsync();
        file.Reopen();
        using var child = await ChildProcess.StartAsync("duckdb", file.Path);
        (await file.Ids()).ShouldBeEmpty();

        child.Tell("write 1 3");
        for (var i = 0; i < 4; i++) await child.AnswerAsync();

        (await file.Ids()).ShouldBe([1, 2, 3]);
        (await file.Insert(4)).ShouldBe(1);
        (await child.AskAsync("count")).ShouldBe("4");
    }

    [Fact]
    public async Task A_process_that_reads_on_a_shared_lease_can_write_while_another_does_the_same()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.CloseAsync();
        file.Reopen();
        using var child = await ChildProcess.StartAsync("duckdb", file.Path);
        await file.Read(async connection =>
        {
            DuckFile.Query(connection, "SELECT 1");
            return await child.AskAsync("count");
        });

        // Both have the file open for reading: if either kept it while it waits to write, neither would ever write.
        child.Tell("write 100 1");
        await file.Insert(1);
        await child.AnswerAsync();
        (await child.AnswerAsync()).ShouldBe("written");

        (await file.Ids()).ShouldBe([1, 100]);
    }

    [Fact]
    public async Task An_idle_file_is_given_back_to_programs_that_know_nothing_of_leases()
    {
        await using var file = await DuckFile.CreateAsync(options => options.IdleRelease = TimeSpan.FromMilliseconds(50));
        using var child = await ChildProcess.StartAsync("duckdb", file.Path);

        string? answer;
        do answer = await child.AskAsync("open");
        while (answer!.Contains("Conflicting lock", StringComparison.Ordinal));

        answer.ShouldBe("opened");
    }

    [Fact]
    public async Task A_long_read_holds_up_no_other_read_when_nobody_writes()
    {
        await using var file = await DuckFile.CreateAsync(options => options.IdleRelease = TimeSpan.FromMilliseconds(20));
        await file.Insert(1);
        var over = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var reading = file.Read(async connection =>
        {
            DuckFile.Query(connection, "SELECT id FROM t");
            begun.SetResult();
            await over.Task;
            return DuckFile.Query(connection, "SELECT id FROM t");
        });
        await begun.Task;

        // Far beyond the pause after which an idle file is closed, which would wait for the long read.
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMilliseconds(300))
            (await file.Ids().WaitAsync(Soon, TestContext.Current.CancellationToken)).ShouldBe([1]);

        over.SetResult();
        (await reading).ShouldBe([1]);
    }

    [Fact]
    public async Task Eight_processes_killed_at_random_lose_no_acknowledged_write()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.CloseAsync();
        var children = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ChildProcess.StartAsync("duckdb", file.Path)));
        var random = new Random(8);
        var acknowledged = await Task.WhenAll(children.Select((child, number) => WriteAndDieAsync(child, number, random.Next(5, 40))));
        file.Reopen();

        var ids = await file.Ids();

        // One write of each child may have been committed and not been told of.
        acknowledged.SelectMany(list => list).ShouldBeSubsetOf(ids);
        ids.Count.ShouldBeInRange(acknowledged.Sum(list => list.Count), acknowledged.Sum(list => list.Count) + (8 * 64));
        ids.ShouldBeUnique();
        foreach (var (list, number) in acknowledged.Select((list, number) => (list, number)))
        {
            var written = ids.Where(id => id / 100_000 == number).ToList();
            written.ShouldBe(Enumerable.Range(number * 100_000, written.Count), $"child {number} acknowledged {list.Count}");
        }
    }

    private static async Task<List<int>> WriteAndDieAsync(ChildProcess child, int number, int answers)
    {
        using (child)
        {
            List<int> acknowledged = [];
            child.Tell($"write {number * 100_000} 100000");
            while (acknowledged.Count < answers)
            {
                acknowledged.Add(int.Parse((await child.AnswerAsync())!, System.Globalization.CultureInfo.InvariantCulture));
            }

            child.Kill();
            return acknowledged;
        }
    }
}
