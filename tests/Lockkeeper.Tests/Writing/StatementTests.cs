using Lockkeeper.Tests.Facade;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Writing;

public sealed class StatementTests
{
    private enum Colour
    {
        Blue = 7,
    }

    [Fact]
    public async Task Parameters_of_every_kind_come_back_as_they_were()
    {
        await using var test = await TestDatabase.CreateAsync();
        byte[] bytes = [0, 1, 255];
        object?[] values =
        [
            null, 1, long.MinValue, long.MaxValue, -0.5, double.MaxValue, true, "", "naïve 🚣 \0 'quoted'", bytes, Array.Empty<byte>(),
            new string('x', 100_000), Colour.Blue, 2.5m, new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc), Guid.Empty,
        ];
        foreach (var value in values) (await test.Insert(value)).ShouldBe(1);

        var stored = test.Query<object>("SELECT v FROM t ORDER BY id");
        stored.ShouldBe(
        [
            DBNull.Value, 1L, long.MinValue, long.MaxValue, -0.5, double.MaxValue, 1L, "", "naïve 🚣 \0 'quoted'", bytes, Array.Empty<byte>(),
            new string('x', 100_000), 7L, "2.5", "2026-01-02 03:04:05.678", Guid.Empty.ToString(),
        ]);
    }

    [Fact]
    public async Task The_result_is_the_number_of_rows_changed_and_minus_one_for_a_question()
    {
        await using var test = await TestDatabase.CreateAsync();
        for (var i = 0; i < 5; i++) await test.Insert(i);
        (await test.Db.ExecuteAsync($"UPDATE t SET v = v + 1 WHERE v < {3}")).ShouldBe(3);
        (await test.Db.ExecuteAsync($"DELETE FROM t WHERE v = {99}")).ShouldBe(0);
        (await test.Db.ExecuteAsync($"SELECT * FROM t")).ShouldBe(-1);
        (await test.Db.ExecuteAsync($"CREATE TABLE u(a)")).ShouldBe(0);
    }

    [Fact]
    public async Task Text_that_looks_like_SQL_is_stored_and_not_run()
    {
        await using var test = await TestDatabase.CreateAsync();
        const string Attack = "x'); DROP TABLE t; --";
        await test.Insert(Attack);
        test.Values<string>().ShouldBe([Attack]);
    }

    [Fact]
    public async Task Two_statements_are_refused_and_neither_is_run()
    {
        await using var test = await TestDatabase.CreateAsync();
        var error = await test.Db.ExecuteAsync($"INSERT INTO t(v) VALUES (1); INSERT INTO t(v) VALUES (2)").AsTask()
            .FailsWith(SharedDatabaseErrorKind.Unsupported);
        error.Message.ShouldContain("WriteAsync");
        test.Values<long>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK")]
    [InlineData("BEGIN")]
    [InlineData("SAVEPOINT a")]
    [InlineData("END")]
    [InlineData("/* hidden */ commit")]
    public async Task A_statement_that_controls_the_transaction_is_refused_and_harms_nobody(string control)
    {
        await using var test = await TestDatabase.CreateAsync();
        using var held = await HeldWriter.StartAsync(test);
        var before = test.Insert(1).AsTask();
        var refused = test.Db.RunAsync(control).AsTask();
        var after = test.Insert(2).AsTask();
        held.GoOn();

        await refused.FailsWith(SharedDatabaseErrorKind.Unsupported);
        await Task.WhenAll(before, after).Within();
        test.Values<long>().ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_statement_that_fails_fails_its_own_caller_alone_and_is_named()
    {
        // Fifty statements on a slow machine may last longer than the usual slice, which would end their transaction.
        await using var test = await TestDatabase.CreateAsync(options => options.TurnSlice = TimeSpan.FromSeconds(5));
        await test.Db.ExecuteAsync($"CREATE UNIQUE INDEX one_of_each ON t(v)");
        await test.Insert(7);

        using var held = await HeldWriter.StartAsync(test);
        var good = Enumerable.Range(100, 25).Select(i => test.Insert(i).AsTask()).ToList();
        var constraint = test.Insert(7).AsTask();
        var syntax = test.Db.ExecuteAsync($"INSRT INTO t(v) VALUES ({1})").AsTask();
        good.AddRange(Enumerable.Range(200, 25).Select(i => test.Insert(i).AsTask()));
        var commits = test.Engine.Commits;
        held.GoOn();

        await Task.WhenAll(good).Within();
        var violated = await constraint.FailsWith(SharedDatabaseErrorKind.Engine);
        violated.Message.ShouldContain("INSERT INTO t(v) VALUES ($1)");
        violated.InnerException.ShouldBeOfType<SqliteException>().SqliteExtendedErrorCode.ShouldBe(2067);
        violated.IsTransient.ShouldBeFalse();
        (await syntax.FailsWith(SharedDatabaseErrorKind.Engine)).Message.ShouldContain("INSRT INTO t(v)");
        test.Values<long>().ShouldBe([7, .. Enumerable.Range(100, 25), .. Enumerable.Range(200, 25)]);
        test.Engine.Commits.ShouldBe(commits + 2, "the held write's, and one for all that had queued");
    }

    [Fact]
    public async Task A_value_that_cannot_be_stored_fails_its_own_caller_alone()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var held = await HeldWriter.StartAsync(test);
        var first = test.Insert(1).AsTask();
        var nan = test.Insert(double.NaN).AsTask();
        var odd = test.Insert(new Uri("http://example.com")).AsTask();
        var last = test.Insert(2).AsTask();
        held.GoOn();

        await nan.FailsWith<InvalidOperationException>();
        await odd.FailsWith<InvalidOperationException>();
        await Task.WhenAll(first, last).Within();
        test.Values<long>().ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_result_can_be_awaited_once()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var held = await HeldWriter.StartAsync(test);
        var write = test.Insert(1);
        held.GoOn();
        await write;
#pragma warning disable CA2012 // Which is what this test is about.
        await Should.ThrowAsync<InvalidOperationException>(async () => await write);
#pragma warning restore CA2012
    }

    [Fact]
    public async Task A_result_cannot_be_taken_before_it_is_there()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var held = await HeldWriter.StartAsync(test);
        var write = test.Insert(1);
#pragma warning disable CA2012
        Should.Throw<InvalidOperationException>(() => write.GetAwaiter().GetResult());
#pragma warning restore CA2012
        held.GoOn();
        (await write).ShouldBe(1, "and asking too early has not spoiled it");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_000)]
    public void A_timeout_out_of_its_range_is_refused_by_name(double seconds)
    {
        var error = Should.Throw<ArgumentOutOfRangeException>(() => new WriteOptions { Timeout = TimeSpan.FromSeconds(seconds) });
        error.Message.ShouldContain("Timeout");
        error.Message.ShouldContain("1 ms to 1 day");
    }
}
