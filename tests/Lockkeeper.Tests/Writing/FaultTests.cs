using Lockkeeper.Tests.Facade;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Writing;

public sealed class FaultTests
{
    private const int IoErrorAtSync = 10 | (4 << 8);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_commit_that_fails_on_disk_leaves_its_outcome_unknown_and_is_never_run_again(bool stands)
    {
        await using var test = await TestDatabase.CreateAsync();
        var runs = 0;
        using var held = await HeldWriter.StartAsync(test);
        var work = test.Db.WriteAsync(tx =>
        {
            runs++;
            return tx.Execute($"INSERT INTO t(v) VALUES ({1})");
        });
        var statement = test.Insert(2).AsTask();
        var failed = test.Db.ExecuteAsync($"INSERT INTO nowhere VALUES (1)").AsTask();
        var commits = 0;
        test.Engine.Committing = commit =>
        {
            // The held write's own comes first.
            if (++commits != 2)
            {
                commit();
                return;
            }

            if (stands) commit();
            throw new SqliteException("disk I/O error", 10, IoErrorAtSync);
        };
        held.GoOn();

        foreach (var write in new Task[] { work, statement })
        {
            var error = await write.FailsWith(SharedDatabaseErrorKind.OutcomeUnknown);
            error.IsTransient.ShouldBeFalse();
            error.InnerException.ShouldBeOfType<SqliteException>();
        }

        await failed.FailsWith(SharedDatabaseErrorKind.Engine);
        runs.ShouldBe(1);
        var opened = test.Engine.WritersOpened;
        await test.Insert(3);
        test.Engine.WritersOpened.ShouldBe(opened + 1, "writing goes on with a new connection");
        test.Engine.WritersOpen.ShouldBe(1);
        test.Values<long>().ShouldBe(stands ? [1, 2, 3] : [3]);
        test.Log.Entries.ShouldContain(entry => entry.Event == 103);
    }

    [Fact]
    public async Task A_commit_that_fails_on_disk_does_so_for_a_lone_writer_too()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.BecomeLoneWriterAsync();
        test.Engine.Committing = _ =>
        {
            test.Engine.Committing = null;
            throw new SqliteException("disk I/O error", 10, IoErrorAtSync);
        };
        await test.Insert(1).AsTask().FailsWith(SharedDatabaseErrorKind.OutcomeUnknown);
        await test.Insert(2);
        await test.BecomeLoneWriterAsync();
        test.Values<long>().ShouldBe([2]);
        test.Engine.WritersOpen.ShouldBe(1);
    }

    [Fact]
    public async Task A_writer_that_cannot_be_opened_again_fails_those_that_wait_and_is_tried_again()
    {
        await using var test = await TestDatabase.CreateAsync();
        test.Engine.Committing = _ => throw new SqliteException("disk I/O error", 10, IoErrorAtSync);
        test.Engine.OpeningWriter = static () => throw new SharedDatabaseException(SharedDatabaseErrorKind.CannotOpen, "gone");
        await test.Insert(1).AsTask().FailsWith(SharedDatabaseErrorKind.OutcomeUnknown);
        await test.Insert(2).AsTask().FailsWith(SharedDatabaseErrorKind.CannotOpen);
        await test.Insert(3).AsTask().FailsWith(SharedDatabaseErrorKind.CannotOpen);
        test.Engine.Committing = null;
        test.Engine.OpeningWriter = null;
        await test.Insert(4);
        test.Values<long>().ShouldBe([4]);
    }

    [Fact]
    public async Task A_full_disk_fails_the_writers_and_leaves_the_database_sound_and_writing_resumes()
    {
        await using var test = await TestDatabase.CreateAsync();
        var blob = new byte[3000];
        await test.Db.WriteAsync(tx => Limit(tx, 60));

        // A batch that does not fit, statements and works mixed.
        using var held = await HeldWriter.StartAsync(test);
        var writes = Enumerable.Range(0, 200).Select(i => i % 2 == 0
            ? test.Insert(blob).AsTask()
            : test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({blob})"))).ToList();
        held.GoOn();
        var acknowledged = 0;
        foreach (var write in writes)
        {
            try
            {
                await write.Within();
                acknowledged++;
            }
            catch (SharedDatabaseException error)
            {
                error.Kind.ShouldBe(SharedDatabaseErrorKind.DiskFull, error.Message);
                error.IsTransient.ShouldBeTrue();
            }
        }

        acknowledged.ShouldBeLessThan(200);
        test.Query<long>("SELECT count(*) FROM t").ShouldBe([acknowledged]);
        test.Query<string>("PRAGMA integrity_check").ShouldBe(["ok"]);

        // There is room again.
        await test.Db.WriteAsync(tx => Limit(tx, 100_000));
        for (var i = 0; i < 50; i++) await test.Insert(blob);
        test.Query<long>("SELECT count(*) FROM t").ShouldBe([acknowledged + 50]);

        static object? Limit(WriteTransaction tx, int pages)
        {
            using var command = tx.Connection.CreateCommand();
            command.CommandText = $"PRAGMA max_page_count = {pages}";
            return command.ExecuteScalar();
        }
    }

    [Fact]
    public async Task A_full_disk_at_the_commit_fails_the_group_and_nothing_of_it_stands()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var held = await HeldWriter.StartAsync(test, batch: true);
        var write = test.Insert(1).AsTask();
        test.Engine.Committing = _ =>
        {
            test.Engine.Committing = null;
            throw new SqliteException("database or disk is full", 13);
        };
        held.GoOn();
        await write.FailsWith(SharedDatabaseErrorKind.DiskFull);
        await held.Write.FailsWith(SharedDatabaseErrorKind.DiskFull);
        await test.Insert(2);
        test.Values<long>().ShouldBe([2]);
    }

    [Fact]
    public async Task An_error_that_nobody_foresaw_is_reported_and_the_queue_goes_on()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var held = await HeldWriter.StartAsync(test);
        var statement = test.Insert(1).AsTask();
        var work = test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({2})"));
        test.Engine.Beginning = () =>
        {
            test.Engine.Beginning = null;
            throw new InvalidOperationException("a bug of the engine");
        };
        held.GoOn();
        (await statement.FailsWith<InvalidOperationException>()).Message.ShouldBe("a bug of the engine");
        await work.FailsWith<InvalidOperationException>();
        await test.Insert(3);
        test.Values<long>().ShouldBe([3]);
    }

    [Fact]
    public async Task A_database_replaced_while_open_is_an_error_for_writes_and_reads()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Insert(1);
        (await test.Db.ReadAsync(connection => Count(connection))).ShouldBe(1);
        var copy = test.Path + ".copy";
        test.Query<object>($"VACUUM INTO '{copy}'");
        File.Move(copy, test.Path, overwrite: true);

        await test.Insert(2).AsTask().FailsWith(SharedDatabaseErrorKind.DatabaseReplaced);
        await test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({3})")).FailsWith(SharedDatabaseErrorKind.DatabaseReplaced);
        await test.Db.ReadAsync(connection => Count(connection)).FailsWith(SharedDatabaseErrorKind.DatabaseReplaced);

        await test.Db.DisposeAsync();
        test.Reopen();
        await test.Insert(4);
        test.Values<long>().ShouldBe([1, 4]);
    }

    [Fact]
    public async Task A_write_asked_for_after_the_replacement_is_never_acknowledged()
    {
        // However soon after the last write it comes: again and again, each time with a file that takes its place in between.
        for (var round = 0; round < 20; round++)
        {
            await using var test = await TestDatabase.CreateAsync();
            await test.BecomeLoneWriterAsync();
            var copy = test.Path + ".copy";
            test.Query<object>($"VACUUM INTO '{copy}'");
            await test.Insert(1);
            File.Move(copy, test.Path, overwrite: true);
            await test.Insert(2).AsTask().FailsWith(SharedDatabaseErrorKind.DatabaseReplaced);
        }
    }

    [Fact]
    public async Task A_read_asked_for_after_the_replacement_never_sees_the_old_file()
    {
        for (var round = 0; round < 20; round++)
        {
            await using var test = await TestDatabase.CreateAsync();
            var copy = test.Path + ".copy";
            test.Query<object>($"VACUUM INTO '{copy}'");
            (await test.Db.ReadAsync(connection => Count(connection))).ShouldBe(0);
            File.Move(copy, test.Path, overwrite: true);
            await test.Db.ReadAsync(connection => Count(connection)).FailsWith(SharedDatabaseErrorKind.DatabaseReplaced);
        }
    }

    private static long Count(System.Data.Common.DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM t";
        return (long)command.ExecuteScalar()!;
    }
}
