using System.Globalization;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.DropIn;

/// <summary>What is handed out again is clean, and nothing stays open that should not.</summary>
public sealed class PoolTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PRAGMA query_only=1", "SELECT query_only FROM pragma_query_only")]
    [InlineData("ATTACH ':memory:' AS other", "SELECT count(*) - 1 FROM pragma_database_list WHERE name <> 'temp'")]
    [InlineData("CREATE TEMP TABLE left_over(x)", "SELECT count(*) FROM sqlite_temp_master")]
    [InlineData("BEGIN; INSERT INTO t(v) VALUES (1)", "SELECT count(*) FROM t")]
    [InlineData("SAVEPOINT s; INSERT INTO t(v) VALUES (1)", "SELECT count(*) FROM t")]
    [InlineData("PRAGMA busy_timeout=60000", "SELECT timeout FROM pragma_busy_timeout")]
    [InlineData("PRAGMA synchronous=0", "SELECT synchronous = 0 FROM pragma_synchronous")]
    public async Task What_a_caller_leaves_on_a_connection_is_not_found_by_the_next(string left, string probe)
    {
        await using var file = new DropInFile();
        using (var connection = file.OpenShared()) DropInFile.Sql(connection, left);
        using var next = file.OpenShared();
        Convert.ToInt64(DropInFile.Scalar(next, probe), CultureInfo.InvariantCulture).ShouldBe(0);
        DropInFile.Sql(next, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
    }

    [Fact]
    public async Task What_a_plain_command_leaves_is_not_found_by_the_next_either()
    {
        await using var file = new DropInFile();
        using (var connection = file.OpenShared())
        {
            using var command = new SqliteCommand("PRAGMA query_only=1", connection);
            command.ExecuteNonQuery();
        }

        using var next = file.OpenShared();
        DropInFile.Sql(next, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
    }

    [Fact]
    public async Task A_clean_handle_is_used_again_and_functions_of_another_connection_are_not()
    {
        await using var file = new DropInFile();
        SQLitePCL.sqlite3 first;
        using (var connection = file.OpenShared())
        {
            first = connection.Handle!;
            connection.CreateFunction("mine", () => 1);
            DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)");
        }

        using var next = file.OpenShared();
        next.Handle.ShouldBeSameAs(first);
        Should.Throw<SqliteException>(() => DropInFile.Scalar(next, "SELECT mine()"));
    }

    [Theory]
    [InlineData("CREATE TABLE temperature(attempt)", true)]
    [InlineData("SELECT name FROM pragma_table_info('t')", true)]
    [InlineData("CREATE TEMPORARY TABLE x(y)", false)]
    [InlineData("SELECT 1; PRAGMA query_only=1", false)]
    [InlineData("CREATE TABLE \"temp\".x(y)", false)]
    public async Task A_handle_is_kept_unless_a_text_may_have_left_something_on_it(string text, bool isKept)
    {
        await using var file = new DropInFile();
        SQLitePCL.sqlite3 handle;
        using (var connection = file.OpenShared())
        {
            handle = connection.Handle!;
            DropInFile.Sql(connection, text);
        }

        handle.IsClosed.ShouldBe(!isKept);
    }

    [Fact]
    public async Task A_transaction_that_is_open_at_close_gives_its_turn_back()
    {
        await using var file = new DropInFile();
        await using var next = file.OpenShared();
        for (var i = 0; i < 3; i++)
        {
            var connection = file.OpenShared();
            var transaction = connection.BeginTransaction();
            DropInFile.Sql(connection, "INSERT INTO t(v) VALUES ('never')", transaction);
            connection.Dispose();
            DropInFile.Sql(next, "INSERT INTO t(v) VALUES ('kept')").ShouldBe(1);
        }

        file.Count().ShouldBe(3);
    }

    [Fact]
    public async Task An_open_reader_of_a_writing_statement_gives_its_turn_back_when_the_connection_is_closed()
    {
        await using var file = new DropInFile();
        var connection = file.OpenShared();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO t(v) VALUES (1), (2) RETURNING id";
        var reader = command.ExecuteReader();
        reader.Read();
        connection.Close();
        using var next = file.OpenShared();
        DropInFile.Sql(next, "INSERT INTO t(v) VALUES ('kept')").ShouldBe(1);
    }

    [Fact]
    public async Task Disposing_the_database_closes_the_handles_and_ends_what_is_open()
    {
        await using var file = new DropInFile();
        var database = SqliteDatabase.Open(file.Path);
        var connections = Enumerable.Range(0, 5).Select(_ => (SharedSqliteConnection)database.CreateConnection()).ToList();
        connections.ForEach(connection => connection.Open());
        var handles = connections.ConvertAll(connection => connection.Handle!);
        var transaction = connections[0].BeginTransaction();
        DropInFile.Sql(connections[0], "INSERT INTO t(v) VALUES ('lost')", transaction);
        connections.Skip(2).ToList().ForEach(connection => connection.Close());
        await database.DisposeAsync();

        handles.Skip(2).ShouldAllBe(handle => handle.IsClosed);
        Should.Throw<SharedDatabaseException>(transaction.Commit).Kind.ShouldBe(SharedDatabaseErrorKind.Closed);
        Should.Throw<SharedDatabaseException>(() => DropInFile.Sql(connections[1], "INSERT INTO t(v) VALUES (1)")).Kind.ShouldBe(SharedDatabaseErrorKind.Closed);
        connections.ForEach(connection => connection.Dispose());
        handles.ShouldAllBe(handle => handle.IsClosed);
        file.Count().ShouldBe(0);
    }

    [Fact]
    public async Task No_more_than_a_hundred_handles_wait_unused()
    {
        await using var file = new DropInFile();
        var connections = Enumerable.Range(0, 120).Select(_ => file.OpenShared()).ToList();
        var handles = connections.ConvertAll(connection => connection.Handle!);
        connections.ForEach(connection => connection.Dispose());
        handles.Count(handle => !handle.IsClosed).ShouldBe(100);
    }

    [Fact]
    public async Task Without_pooling_the_handle_is_closed_with_the_connection()
    {
        await using var file = new DropInFile();
        var connection = file.OpenShared(";Pooling=False");
        var handle = connection.Handle!;
        connection.Close();
        handle.IsClosed.ShouldBeTrue();
        await Task.CompletedTask.WaitAsync(Token);
    }

    [Fact]
    public async Task What_a_handler_of_the_opening_does_is_done_in_turn_and_left_to_nobody()
    {
        await using var file = new DropInFile();
        await using var database = SqliteDatabase.Open(file.Path);
        SQLitePCL.sqlite3? handle = null;
        using (var connection = file.Shared())
        {
            connection.Operation = "Opening";
            connection.CreateFunction("holder", () => database.GetStatus().Holder?.Operation ?? "nobody");
            connection.StateChange += (_, change) =>
            {
                if (change.CurrentState != System.Data.ConnectionState.Open) return;
                handle = connection.Handle;
                DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (holder())");
                DropInFile.Sql(connection, "PRAGMA query_only=1");
            };
            await connection.OpenAsync(Token);
            DropInFile.Scalar(connection, "SELECT v FROM t").ShouldBe("Opening");
        }

        handle.ShouldNotBeNull().IsClosed.ShouldBeTrue();
        using var next = file.OpenShared();
        DropInFile.Sql(next, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
    }

    [Fact]
    public async Task A_handler_of_the_closing_may_open_the_connection_again_or_fail()
    {
        await using var file = new DropInFile();
        using var connection = file.OpenShared();
        var handle = connection.Handle;
        var again = 0;
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState != System.Data.ConnectionState.Closed) return;
            if (++again == 1) connection.Open();
            else throw new InvalidOperationException("as it is");
        };
        connection.Close();
        connection.State.ShouldBe(System.Data.ConnectionState.Open);
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
        Should.Throw<InvalidOperationException>(connection.Close).Message.ShouldBe("as it is");
        using var next = file.OpenShared();
        next.Handle.ShouldBeSameAs(handle);
        DropInFile.Sql(next, "INSERT INTO t(v) VALUES (2)").ShouldBe(1);
    }
}
