using Dapper;
using Lockkeeper.Tests.Facade;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Writing;

public sealed class BatchTests
{
    [Fact]
    public async Task What_queued_meanwhile_is_committed_at_once()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var held = await HeldWriter.StartAsync(test);
        var writes = Enumerable.Range(0, 100).Select(i => test.Insert(i).AsTask()).ToList();
        var commits = test.Engine.Commits;
        held.GoOn();
        await Task.WhenAll(writes).Within();
        test.Engine.Commits.ShouldBe(commits + 2);
        test.Values<long>().ShouldBe(Enumerable.Range(0, 100).Select(i => (long)i));
    }

    [Fact]
    public async Task MaxBatch_bounds_a_transaction()
    {
        await using var test = await TestDatabase.CreateAsync(options => options.MaxBatch = 10);
        using var held = await HeldWriter.StartAsync(test);
        var writes = Enumerable.Range(0, 100).Select(i => test.Insert(i).AsTask()).ToList();
        var commits = test.Engine.Commits;
        held.GoOn();
        await Task.WhenAll(writes).Within();
        test.Engine.Commits.ShouldBe(commits + 11);
    }

    [Fact]
    public async Task One_work_that_fails_loses_nothing_of_the_others_in_its_transaction()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var held = await HeldWriter.StartAsync(test);
        List<Task> good = [];
        List<Task> bad = [];
        for (var i = 0; i < 50; i++)
        {
            var value = i;
            if (i % 5 == 3)
            {
                bad.Add(test.Db.WriteAsync(tx =>
                {
                    tx.Execute($"INSERT INTO t(v) VALUES ({value})");
                    tx.Execute($"DELETE FROM t");
                    throw new InvalidDataException();
                }));
            }
            else
            {
                good.Add(test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({value})")));
            }
        }

        var commits = test.Engine.Commits;
        held.GoOn();
        await Task.WhenAll(good).Within();
        foreach (var task in bad) await task.FailsWith<InvalidDataException>();
        test.Values<long>().ShouldBe(Enumerable.Range(0, 50).Where(i => i % 5 != 3).Select(i => (long)i));
        test.Engine.Commits.ShouldBe(commits + 2);
    }

    [Fact]
    public async Task When_one_undoes_the_whole_transaction_the_innocent_run_twice_and_stand_once()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Db.RunAsync(Sql.UndoTrigger);
        var runs = 0;
        using var held = await HeldWriter.StartAsync(test);
        var work = test.Db.WriteAsync(tx =>
        {
            runs++;
            return tx.Execute($"INSERT INTO t(v) VALUES ({1})");
        });
        var statement = test.Insert(2).AsTask();
        var guilty = test.Insert(-1).AsTask();
        var last = test.Insert(3).AsTask();
        held.GoOn();

        (await guilty.FailsWith(SharedDatabaseErrorKind.Engine)).Message.ShouldContain("all of it");
        await Task.WhenAll(work, statement, last).Within();
        runs.ShouldBe(2);
        test.Values<long>().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Many_that_undo_the_transaction_each_fail_alone()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Db.RunAsync(Sql.UndoTrigger);
        using var held = await HeldWriter.StartAsync(test);
        var writes = Enumerable.Range(0, 60).Select(i => (Value: i % 7 == 3 ? -1 : i, Task: Mixed(i))).ToList();
        held.GoOn();
        foreach (var (value, task) in writes)
        {
            if (value < 0) await task.FailsWith<Exception>();
            else await task.Within();
        }

        test.Values<long>().ShouldBe(writes.Where(write => write.Value >= 0).Select(write => (long)write.Value));

        Task Mixed(int i)
        {
            var value = i % 7 == 3 ? -1 : i;
            return i % 2 == 0 ? test.Insert(value).AsTask() : test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({value})"));
        }
    }

    [Fact]
    public async Task A_constraint_that_only_the_commit_finds_violated_fails_the_guilty_alone()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Db.ExecuteAsync($"CREATE TABLE parent(id INTEGER PRIMARY KEY)");
        await test.Db.ExecuteAsync($"CREATE TABLE child(parent REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)");
        using var held = await HeldWriter.StartAsync(test);
        var first = test.Insert(1).AsTask();
        var guilty = test.Db.ExecuteAsync($"INSERT INTO child(parent) VALUES ({99})").AsTask();
        var guiltyWork = test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO child(parent) VALUES ({98})"));
        var failed = test.Db.ExecuteAsync($"INSERT INTO nowhere VALUES (1)").AsTask();
        var last = test.Insert(2).AsTask();
        held.GoOn();

        await Task.WhenAll(first, last).Within();
        (await guilty.FailsWith(SharedDatabaseErrorKind.Engine)).InnerException.ShouldBeOfType<SqliteException>();
        (await guiltyWork.FailsWith<SqliteException>()).SqliteErrorCode.ShouldBe(19);
        await failed.FailsWith(SharedDatabaseErrorKind.Engine);
        test.Values<long>().ShouldBe([1, 2]);
        test.Query<long>("SELECT count(*) FROM child").ShouldBe([0]);
    }

    [Fact]
    public async Task A_write_that_shares_no_transaction_has_its_own_commit_and_is_not_run_for_another()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Db.RunAsync(Sql.UndoTrigger);
        var alone = new WriteOptions { Batch = false };
        var runs = 0;
        List<string> order = [];
        using var held = await HeldWriter.StartAsync(test);
        test.Engine.Committing = commit =>
        {
            commit();
            order.Add(string.Join(',', test.Values<long>()));
        };
        var first = test.Insert(1).AsTask();
        var second = test.Insert(2).AsTask();
        var own = test.Db.WriteAsync(
            tx =>
            {
                runs++;
                return tx.Execute($"INSERT INTO t(v) VALUES ({3})");
            },
            options: alone);
        var guilty = test.Insert(-1).AsTask();
        var last = test.Insert(4).AsTask();
        held.GoOn();

        await Task.WhenAll(first, second, own, last).Within();
        await guilty.FailsWith(SharedDatabaseErrorKind.Engine);
        runs.ShouldBe(1);
        order.ShouldBe(["", "1,2", "1,2,3", "1,2,3,4"], "what stood after each commit");
    }

    [Fact]
    public async Task A_work_that_shares_no_transaction_is_rolled_back_whole()
    {
        await using var test = await TestDatabase.CreateAsync();
        var alone = new WriteOptions { Batch = false };
        await test.Db.WriteAsync(
            tx =>
            {
                tx.Execute($"INSERT INTO t(v) VALUES ({1})");
                throw new InvalidDataException();
            },
            options: alone).FailsWith<InvalidDataException>();
        await test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({2})"), options: alone);
        test.Values<long>().ShouldBe([2]);
    }

    [Fact]
    public async Task Counters_tell_acknowledged_writes_from_failed_ones()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Db.ExecuteAsync($"CREATE UNIQUE INDEX one_of_each ON t(v)");
        var before = test.Db.GetStatus().Processes.ShouldHaveSingleItem().Counters;
        using var held = await HeldWriter.StartAsync(test);
        var good = test.Insert(1).AsTask();
        var bad = test.Insert(1).AsTask();
        held.GoOn();
        await good.Within();
        await bad.FailsWith(SharedDatabaseErrorKind.Engine);

        var after = test.Db.GetStatus().Processes.ShouldHaveSingleItem().Counters;
        (after.Writes - before.Writes).ShouldBe(2, "the one that was held and the good one");
        (after.Transactions - before.Transactions).ShouldBe(2);
        (after.Failures - before.Failures).ShouldBe(1);
    }

    [Fact]
    public async Task A_slow_work_ends_its_slice()
    {
        // With a slice of nothing, each work has used its up when it returns, so none shares its transaction.
        await using var test = await TestDatabase.CreateAsync(options => options.TurnSlice = TimeSpan.Zero);
        using var held = await HeldWriter.StartAsync(test);
        var writes = Enumerable.Range(0, 8)
            .Select(i => test.Db.WriteAsync(tx => tx.Connection.Execute("INSERT INTO t(v) VALUES (@i)", new { i }, tx.Transaction))).ToList();
        var commits = test.Engine.Commits;
        held.GoOn();
        await Task.WhenAll(writes).Within();
        test.Engine.Commits.ShouldBe(commits + 9);
    }
}
