using Dapper;
using Lockkeeper.Tests.Facade;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Writing;

public sealed class WorkTests
{
    [Fact]
    public async Task A_work_is_committed_when_it_returns()
    {
        await using var test = await TestDatabase.CreateAsync();
        var seenInside = -1;
        var result = await test.Db.WriteAsync(tx =>
        {
            tx.Execute($"INSERT INTO t(v) VALUES ({1})");
            seenInside = test.Values<long>().Count;
            return "done";
        });
        result.ShouldBe("done");
        seenInside.ShouldBe(0, "others see nothing before the commit");
        test.Values<long>().ShouldBe([1]);
    }

    [Fact]
    public async Task A_work_that_throws_is_rolled_back_and_its_caller_gets_its_own_exception()
    {
        await using var test = await TestDatabase.CreateAsync();
        var mine = new InvalidDataException("mine");
        var thrown = await test.Db.WriteAsync(tx =>
        {
            tx.Execute($"INSERT INTO t(v) VALUES ({1})");
            throw mine;
        }).FailsWith<InvalidDataException>();
        thrown.ShouldBeSameAs(mine);

        var foreign = new OperationCanceledException("of another token");
        Action<WriteTransaction> cancelled = _ => throw foreign;
        (await test.Db.WriteAsync(cancelled).FailsWith<OperationCanceledException>()).ShouldBeSameAs(foreign);
        test.Values<long>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_works_own_engine_error_reaches_it_as_the_drivers()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Db.ExecuteAsync($"CREATE UNIQUE INDEX one_of_each ON t(v)");
        await test.Insert(1);
        await test.Db.WriteAsync(tx =>
        {
            Should.Throw<SqliteException>(() => tx.Execute($"INSERT INTO t(v) VALUES ({1})")).SqliteErrorCode.ShouldBe(19);
            tx.Execute($"INSERT INTO t(v) VALUES ({2})");
        });
        test.Values<long>().ShouldBe([1, 2], "who handles the error goes on in the same transaction");

        await test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({1})")).FailsWith<SqliteException>();
    }

    [Fact]
    public async Task An_async_lambda_is_awaited_inside_its_transaction()
    {
        await using var test = await TestDatabase.CreateAsync();
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // | the work                  | the test                       |
        // | inserts, says begun, waits |                               |
        // |                            | sees no row, and no result yet |
        // |                            | lets it go on                  |
        // | inserts again, returns     |                                |
        // |                            | sees both rows                 |
        var withResult = test.Db.WriteAsync(async tx =>
        {
            tx.Execute($"INSERT INTO t(v) VALUES ({1})");
            begun.SetResult();
            await goOn.Task;
            return tx.Execute($"INSERT INTO t(v) VALUES ({2})");
        });
        await begun.Task.Within();
        withResult.IsCompleted.ShouldBeFalse();
        test.Values<long>().ShouldBeEmpty();
        goOn.SetResult();
        (await withResult.Within()).ShouldBe(1);
        test.Values<long>().ShouldBe([1, 2]);
    }

    [Fact]
    public async Task An_async_lambda_without_a_result_and_a_method_group_are_awaited_too()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Db.WriteAsync(async tx =>
        {
            await Task.Yield();
            tx.Execute($"INSERT INTO t(v) VALUES ({1})");
        });
        test.Values<long>().ShouldBe([1]);

        await test.Db.WriteAsync(InsertTwo);
        test.Values<long>().ShouldBe([1, 2]);

        int three = await test.Db.WriteAsync(InsertThree);
        three.ShouldBe(3);
        test.Values<long>().ShouldBe([1, 2, 3]);

        await test.Db.WriteAsync(async tx =>
        {
            tx.Execute($"INSERT INTO t(v) VALUES ({4})");
            await Task.Yield();
            throw new InvalidDataException();
        }).FailsWith<InvalidDataException>();
        test.Values<long>().ShouldBe([1, 2, 3]);

        static async Task InsertTwo(WriteTransaction tx)
        {
            await Task.Yield();
            tx.Execute($"INSERT INTO t(v) VALUES ({2})");
        }

        static async Task<int> InsertThree(WriteTransaction tx)
        {
            await Task.Yield();
            tx.Execute($"INSERT INTO t(v) VALUES ({3})");
            return 3;
        }
    }

    [Fact]
    public async Task Work_that_returns_a_task_to_nobody_is_refused_with_advice()
    {
        await using var test = await TestDatabase.CreateAsync();
        var ran = false;
        Func<WriteTransaction, ValueTask<int>> valueTask = _ =>
        {
            ran = true;
            return ValueTask.FromResult(1);
        };
        Func<WriteTransaction, ValueTask> plain = _ => default;
        Should.Throw<ArgumentException>(() => test.Db.WriteAsync(valueTask)).Message.ShouldContain("returns Task");
        Should.Throw<ArgumentException>(() => test.Db.WriteAsync(plain)).Message.ShouldContain("returns Task");
        ran.ShouldBeFalse();
    }

    [Fact]
    public async Task Dapper_works_with_the_transaction_it_is_given()
    {
        await using var test = await TestDatabase.CreateAsync();
        var sum = await test.Db.WriteAsync(tx =>
        {
            tx.Connection.Execute("INSERT INTO t(v) VALUES (@v)", new[] { new { v = 1 }, new { v = 2 } }, tx.Transaction);
            return tx.Connection.ExecuteScalar<long>("SELECT sum(v) FROM t", transaction: tx.Transaction);
        });
        sum.ShouldBe(3);

        var names = await test.Db.WriteAsync(async tx =>
        {
            await tx.Connection.ExecuteAsync("INSERT INTO t(v) VALUES ('a')", transaction: tx.Transaction);
            return await tx.Connection.QueryAsync<string>("SELECT v FROM t WHERE v = 'a'", transaction: tx.Transaction);
        });
        names.ShouldBe(["a"]);
        test.Query<long>("SELECT count(*) FROM t").ShouldBe([3]);
    }

    [Theory]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK")]
    [InlineData("ROLLBACK; BEGIN IMMEDIATE")]
    [InlineData("COMMIT; BEGIN")]
    [InlineData("RELEASE lockkeeper")]
    [InlineData("ROLLBACK TO lockkeeper")]
    public async Task A_work_cannot_end_the_transaction_and_the_innocent_of_its_batch_stand(string control)
    {
        await using var test = await TestDatabase.CreateAsync();
        using var held = await HeldWriter.StartAsync(test);
        var before = test.Insert(1).AsTask();
        var guilty = test.Db.WriteAsync(tx =>
        {
            tx.Execute($"INSERT INTO t(v) VALUES ({-5})");
            tx.Connection.Execute(control, transaction: tx.Transaction);
        });
        var after = test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({2})"));
        held.GoOn();

        (await guilty.FailsWith<SharedDatabaseException>()).Kind
            .ShouldBeOneOf(SharedDatabaseErrorKind.Unsupported, SharedDatabaseErrorKind.TransactionEnded);
        await Task.WhenAll(before, after).Within();
        test.Values<long>().ShouldBe([1, 2]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_work_cannot_end_the_transaction_through_the_drivers_object(bool commit)
    {
        await using var test = await TestDatabase.CreateAsync();
        using var held = await HeldWriter.StartAsync(test);
        var before = test.Insert(1).AsTask();
        var guilty = test.Db.WriteAsync(tx =>
        {
            tx.Execute($"INSERT INTO t(v) VALUES ({-5})");
            if (commit) tx.Transaction.Commit();
            else tx.Transaction.Rollback();
        });
        var after = test.Db.WriteAsync(tx => tx.Connection.Execute("INSERT INTO t(v) VALUES (2)", transaction: tx.Transaction));
        held.GoOn();

        await guilty.FailsWith<Exception>();
        await Task.WhenAll(before, after).Within();
        test.Values<long>().ShouldBe([1, 2]);
    }

    [Fact]
    public async Task What_a_work_was_given_is_of_no_use_after_it()
    {
        await using var test = await TestDatabase.CreateAsync();
        WriteTransaction? kept = null;
        await test.Db.WriteAsync(tx => { kept = tx; });
        Should.Throw<ObjectDisposedException>(() => kept!.Execute($"INSERT INTO t(v) VALUES ({1})"));
        Should.Throw<ObjectDisposedException>(() => kept!.Connection);
        Should.Throw<ObjectDisposedException>(() => kept!.Transaction);
        test.Values<long>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reader_that_a_work_left_open_holds_nobody_up()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Insert(1);
        await test.Insert(2);
        await test.Db.WriteAsync(tx =>
        {
            var command = tx.Connection.CreateCommand();
            command.CommandText = "SELECT v FROM t";
            command.ExecuteReader().Read();
            tx.Execute($"INSERT INTO t(v) VALUES ({3})");
        });
        await test.Insert(4);
        await test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({5})"));
        test.Values<long>().ShouldBe([1, 2, 3, 4, 5]);
    }
}
