using Lockkeeper.Sqlite;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Sqlite;
using Microsoft.Data.Sqlite;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.DropIn;

/// <summary>A second file on a connection: its turn is taken as well, in one order.</summary>
public sealed class AttachTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_has_the_turns_of_both_files_and_gives_both_back()
    {
        await using var file = new DropInFile();
        await using var other = new DropInFile();
        await using var first = SqliteDatabase.Open(file.Path);
        await using var second = SqliteDatabase.Open(other.Path);
        using var connection = file.OpenShared();
        DropInFile.Sql(connection, $"ATTACH '{other.Path}' AS other");

        using (var transaction = connection.BeginTransaction())
        {
            first.GetStatus().Holder.ShouldNotBeNull();
            second.GetStatus().Holder.ShouldNotBeNull();
            DropInFile.Sql(connection, "INSERT INTO main.t(v) VALUES (1)");
            DropInFile.Sql(connection, "INSERT INTO other.t(v) VALUES (1)");
            transaction.Commit();
        }

        await first.ExecuteAsync($"INSERT INTO t(v) VALUES (2)", Token).AsTask().Within();
        await second.ExecuteAsync($"INSERT INTO t(v) VALUES (2)", Token).AsTask().Within();
        (file.Count(), other.Count()).ShouldBe((2, 2));
    }

    [Fact]
    public async Task Two_processes_that_attach_crosswise_do_not_wait_for_each_other_for_good()
    {
        await using var one = new DropInFile();
        await using var two = new DropInFile();
        using ChildProcess first = await ChildProcess.StartAsync("drop-in", one.Path);
        using ChildProcess second = await ChildProcess.StartAsync("drop-in", two.Path);
        (await first.AskAsync($"attach {two.Path}")).ShouldBe("attached");
        (await second.AskAsync($"attach {one.Path}")).ShouldBe("attached");

        first.Tell("both 300");
        second.Tell("both 300");

        (await first.AnswerAsync()).ShouldBe("wrote 300");
        (await second.AnswerAsync()).ShouldBe("wrote 300");
        (one.Count(), two.Count()).ShouldBe((600, 600));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_waits_in_vain_for_the_attached_files_turn_is_told_and_holds_up_nobody_else(bool asynchronously)
    {
        await using var file = new DropInFile();
        await using var other = new DropInFile();
        await using var first = SqliteDatabase.Open(file.Path);
        await using var second = SqliteDatabase.Open(other.Path);
        using var connection = file.OpenShared(";Default Timeout=1");
        DropInFile.Sql(connection, $"ATTACH '{other.Path}' AS other");
        using (HeldWriter held = await HeldWriter.StartAsync(second))
        {
            var error = asynchronously
                ? await Should.ThrowAsync<SqliteException>(async () => await connection.BeginTransactionAsync(Token))
                : Should.Throw<SqliteException>(() => connection.BeginTransaction());
            error.SqliteErrorCode.ShouldBe(5);
            error.Message.ShouldContain($"waited 1 s for its turn to write {second.DatabasePath}. ");
            error.Message.ShouldContain("HeldWriter");
            await first.ExecuteAsync($"INSERT INTO t(v) VALUES (1)", Token).AsTask().Within();
        }

        DropInFile.Sql(connection, "INSERT INTO other.t(v) VALUES (1)").ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_program_without_Lockkeeper_that_holds_the_attached_file_is_named(bool asynchronously)
    {
        await using var file = new DropInFile();
        await using var other = new DropInFile();
        using var connection = file.OpenShared(";Default Timeout=1");
        DropInFile.Sql(connection, $"ATTACH '{other.Path}' AS other");
        using (var foreign = PythonProgram.Run(other.Path, "con.execute('BEGIN IMMEDIATE'); ready(); con.execute('COMMIT')"))
        {
            var error = asynchronously
                ? await Should.ThrowAsync<SqliteException>(async () => await connection.BeginTransactionAsync(Token))
                : Should.Throw<SqliteException>(() => connection.BeginTransaction());
            error.SqliteErrorCode.ShouldBe(5);
            error.Message.ShouldContain($"Process {foreign.Id} ");
            foreign.Finish();
        }

        DropInFile.Sql(connection, "INSERT INTO other.t(v) VALUES (1)").ShouldBe(1);
    }

    [Fact]
    public async Task A_forgotten_transaction_over_both_is_rolled_back_in_both()
    {
        await using var file = new DropInFile();
        await using var other = new DropInFile();
        await using var first = SqliteDatabase.Open(file.Path, new SqliteDatabaseOptions { MaxWriteDuration = TimeSpan.FromMilliseconds(300) });
        await using var second = SqliteDatabase.Open(other.Path, new SqliteDatabaseOptions { MaxWriteDuration = TimeSpan.FromMilliseconds(200) });
        using var connection = file.OpenShared();
        DropInFile.Sql(connection, $"ATTACH '{other.Path}' AS other");
        connection.BeginTransaction();
        DropInFile.Sql(connection, "INSERT INTO other.t(v) VALUES (1)");

        await first.ExecuteAsync($"INSERT INTO t(v) VALUES (2)", Token).AsTask().Within();
        await second.ExecuteAsync($"INSERT INTO t(v) VALUES (2)", Token).AsTask().Within();

        Should.Throw<SharedDatabaseException>(() => DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)")).Kind.ShouldBe(SharedDatabaseErrorKind.WriteTooLong);
        (file.Count(), other.Count()).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_file_that_is_detached_needs_no_turn_any_more()
    {
        await using var file = new DropInFile();
        await using var other = new DropInFile();
        await using var second = SqliteDatabase.Open(other.Path);
        using var connection = file.OpenShared(";Default Timeout=1");
        DropInFile.Sql(connection, $"ATTACH '{other.Path}' AS other");
        DropInFile.Sql(connection, "DETACH other");
        using HeldWriter held = await HeldWriter.StartAsync(second);
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_from_the_pool_has_nothing_attached()
    {
        await using var file = new DropInFile();
        await using var other = new DropInFile();
        using (var connection = file.OpenShared()) DropInFile.Sql(connection, $"ATTACH '{other.Path}' AS other");
        using var next = file.OpenShared();
        Should.Throw<SqliteException>(() => DropInFile.Scalar(next, "SELECT count(*) FROM other.t"));
    }

    [Fact]
    public async Task What_is_in_memory_is_attached_with_whatever_comes_with_it()
    {
        await using var file = new DropInFile();
        using var connection = file.OpenShared();
        DropInFile.Sql(connection, "ATTACH ':memory:' AS scratch; CREATE TABLE scratch.x(y); INSERT INTO x VALUES (1)");
        DropInFile.Scalar(connection, "SELECT count(*) FROM x").ShouldBe(1L);
    }

    [Fact]
    public async Task A_file_is_attached_by_a_command_of_its_own_outside_a_transaction_and_must_be_a_database()
    {
        await using var file = new DropInFile();
        await using var other = new DropInFile();
        using var connection = file.OpenShared();
        Should.Throw<SharedDatabaseException>(() => DropInFile.Sql(connection, $"ATTACH '{other.Path}' AS other; INSERT INTO other.t(v) VALUES (1)"))
            .Message.ShouldContain("a command of its own");
        using (connection.BeginTransaction())
        {
            Should.Throw<SqliteException>(() => DropInFile.Sql(connection, $"ATTACH '{other.Path}' AS other"))
                .Message.ShouldBe("SQLite Error 1: 'cannot ATTACH database within transaction'.");
        }

        string folder = Path.GetDirectoryName(file.Path)!;
        Should.Throw<Exception>(() => DropInFile.Sql(connection, $"ATTACH '{folder}' AS wrong"));
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
        other.Count().ShouldBe(0);
    }
}
