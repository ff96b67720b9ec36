using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Writing;

public sealed class ReentrancyTests
{
    [Fact]
    public async Task A_write_inside_a_write_is_an_error_at_once_however_it_is_asked_for()
    {
        await using var test = await TestDatabase.CreateAsync();
        List<SharedDatabaseException> errors = [];
        await test.Db.WriteAsync(async tx =>
        {
            await Catch(async () => await test.Db.WriteAsync(inner => inner.Execute($"INSERT INTO t(v) VALUES (1)")));
            await Catch(async () => await test.Db.WriteAsync(async _ => await Task.Yield()));
            await Catch(async () => await test.Db.ExecuteAsync($"INSERT INTO t(v) VALUES (1)"));
            await Catch(() => Task.Run(async () => await test.Db.ExecuteAsync($"INSERT INTO t(v) VALUES (1)")));
            await Task.Yield();
            await Catch(async () => await test.Db.ExecuteAsync($"INSERT INTO t(v) VALUES (1)", operation: "Inner"));
            tx.Execute($"INSERT INTO t(v) VALUES (2)");
        }, operation: "Outer").Within();

        errors.Count.ShouldBe(5);
        errors.ShouldAllBe(error => error.Kind == SharedDatabaseErrorKind.Reentrant);
        errors[^1].Message.ShouldContain("Inner");
        errors[^1].Message.ShouldContain("Outer");
        test.Values<long>().ShouldBe([2]);

        async Task Catch(Func<Task> write)
        {
            try
            {
                await write();
            }
            catch (SharedDatabaseException error)
            {
                errors.Add(error);
            }
        }
    }

    [Fact]
    public async Task What_a_work_started_may_write_once_the_work_is_over()
    {
        await using var test = await TestDatabase.CreateAsync();
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? later = null;
        await test.Db.WriteAsync(tx =>
        {
            tx.Execute($"INSERT INTO t(v) VALUES (1)");
            later = Task.Run(async () =>
            {
                await over.Task;
                await test.Db.ExecuteAsync($"INSERT INTO t(v) VALUES (2)");
                await test.Db.WriteAsync(inner => inner.Execute($"INSERT INTO t(v) VALUES (3)"));
            });
        });
        over.SetResult();
        await later!.Within();
        test.Values<long>().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_write_to_another_database_inside_a_write_is_fine()
    {
        await using var first = await TestDatabase.CreateAsync();
        await using var second = await TestDatabase.CreateAsync();
        await first.Db.WriteAsync(async tx =>
        {
            tx.Execute($"INSERT INTO t(v) VALUES (1)");
            await second.Db.ExecuteAsync($"INSERT INTO t(v) VALUES (2)");
            await second.Db.WriteAsync(inner => inner.Execute($"INSERT INTO t(v) VALUES (3)"));
        }).Within();
        first.Values<long>().ShouldBe([1]);
        second.Values<long>().ShouldBe([2, 3]);
    }

    [Fact]
    public async Task A_write_inside_a_write_is_found_behind_a_write_of_another_database()
    {
        await using var first = await TestDatabase.CreateAsync();
        await using var second = await TestDatabase.CreateAsync();
        var inner = first.Db.WriteAsync(async _ =>
            await second.Db.WriteAsync(async _ =>
                await first.Db.ExecuteAsync($"INSERT INTO t(v) VALUES (1)")));
        await inner.FailsWith(SharedDatabaseErrorKind.Reentrant);
        first.Values<long>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_read_inside_a_write_is_fine_and_sees_what_is_committed()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Insert(1);
        var seen = await test.Db.WriteAsync(async tx =>
        {
            tx.Execute($"INSERT INTO t(v) VALUES (2)");
            return await test.Db.ReadAsync(connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "SELECT count(*) FROM t";
                return (long)command.ExecuteScalar()!;
            });
        }).Within();
        seen.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_inside_a_read_is_fine()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Db.ReadAsync(async _ => await test.Insert(1)).Within();
        test.Values<long>().ShouldBe([1]);
    }
}
