using System.Data;
using Lockkeeper.Sqlite;
using Lockkeeper.Tests.Facade;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.DropIn;

/// <summary>Connection strings and statements that cannot be served in turn.</summary>
[CollectionDefinition(nameof(BadInputTests), DisableParallelization = true)]
[Collection(nameof(BadInputTests))]
public sealed class BadInputTests
{
    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=")]
    [InlineData("Data Source=named;Mode=Memory;Cache=Shared")]
    public void A_database_in_memory_works_as_before(string text)
    {
        using var connection = new SharedSqliteConnection(text);
        connection.Open();
        using var transaction = connection.BeginTransaction();
        DropInFile.Sql(connection, "CREATE TABLE t(v); INSERT INTO t VALUES (1)", transaction);
        transaction.Commit();
        DropInFile.Scalar(connection, "SELECT count(*) FROM t").ShouldBe(1L);
    }

    [Fact]
    public async Task What_takes_no_turn_is_logged_once()
    {
        await using var file = new DropInFile();
        var log = new LogRecorder();
        SharedSqliteConnection.LoggerFactory = log;
        try
        {
            for (var i = 0; i < 2; i++)
            {
                // No other test of the process names a file by a URI.
                using var connection = new SharedSqliteConnection($"Data Source=file:{file.Path}");
                connection.Open();
                DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)");
            }
        }
        finally
        {
            SharedSqliteConnection.LoggerFactory = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance;
        }

        log.Entries.Count(entry => entry.Event == 303).ShouldBe(1);
        file.Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_read_only_connection_refuses_writes_with_the_reason()
    {
        await using var file = new DropInFile();
        using var connection = file.OpenShared(";Mode=ReadOnly");
        DropInFile.Scalar(connection, "SELECT count(*) FROM t").ShouldBe(0L);
        var error = Should.Throw<SqliteException>(() => DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)"));
        error.SqliteErrorCode.ShouldBe(8);
        error.Message.ShouldContain("Mode=ReadOnly");
    }

    [Theory]
    [InlineData("nowhere/app.db")]
    [InlineData("app.db;Mode=ReadWrite")]
    [InlineData("app.db;Mode=ReadOnly")]
    public void A_file_that_cannot_be_opened_is_the_drivers_error(string rest)
    {
        var directory = Directory.CreateTempSubdirectory("lockkeeper-").FullName;
        try
        {
            using var plain = new SqliteConnection($"Data Source={directory}/{rest};Pooling=False");
            using var shared = new SharedSqliteConnection($"Data Source={directory}/{rest}");
            Should.Throw<SqliteException>(plain.Open).SqliteErrorCode.ShouldBe(14);
            Should.Throw<SqliteException>(shared.Open).SqliteErrorCode.ShouldBe(14);
            shared.State.ShouldBe(ConnectionState.Closed);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_file_that_was_replaced_is_opened_as_if_for_the_first_time()
    {
        await using var file = new DropInFile();
        using (var connection = file.OpenShared()) DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)");
        await SharedSqliteConnection.CloseDatabaseAsync(file.Text);
        foreach (var path in Directory.EnumerateFiles(Path.GetDirectoryName(file.Path)!, "app.db*")) File.Delete(path);
        using var next = file.OpenShared();
        DropInFile.Sql(next, "CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
        file.Count().ShouldBe(0);
    }

    [Fact]
    public async Task A_link_that_leads_to_another_file_by_now_is_followed_anew()
    {
        await using var one = new DropInFile();
        await using var two = new DropInFile();
        var link = Path.Combine(Path.GetDirectoryName(one.Path)!, "link.db");
        File.CreateSymbolicLink(link, one.Path);
        using var first = new SharedSqliteConnection($"Data Source={link}");
        first.Open();
        DropInFile.Sql(first, "INSERT INTO t(v) VALUES (1)");
        File.Delete(link);
        File.CreateSymbolicLink(link, two.Path);
        using var second = new SharedSqliteConnection($"Data Source={link}");
        second.Open();
        DropInFile.Sql(second, "INSERT INTO t(v) VALUES (2)");

        // Who has the file that it led to goes on with that one.
        DropInFile.Sql(first, "INSERT INTO t(v) VALUES (3)");
        (one.Count(), two.Count()).ShouldBe((2, 1));
        first.Close();
        second.Close();
        await SharedSqliteConnection.CloseDatabaseAsync($"Data Source={link}");
    }

    [Fact]
    public async Task Many_who_open_a_file_for_the_first_time_wait_on_one_thread()
    {
        var directory = Directory.CreateTempSubdirectory("lockkeeper-").FullName;
        var text = $"Data Source={directory}/plain.db";
        var connections = Enumerable.Range(0, 60).Select(_ => new SharedSqliteConnection(text)).ToList();
        try
        {
            await using var foreign = new SqliteConnection($"{text};Pooling=False");
            foreign.Open();
            DropInFile.Sql(foreign, "CREATE TABLE t(v)");
            DropInFile.Sql(foreign, "BEGIN EXCLUSIVE");
            var before = System.Diagnostics.Process.GetCurrentProcess().Threads.Count;
            var opening = Task.WhenAll(connections.Select(connection => connection.OpenAsync(TestContext.Current.CancellationToken)));
            opening.IsCompleted.ShouldBeFalse();
            System.Diagnostics.Process.GetCurrentProcess().Threads.Count.ShouldBeLessThan(before + 30);
            DropInFile.Sql(foreign, "COMMIT");
            foreign.Close();
            await opening.Within();
            connections.ForEach(connection => DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)").ShouldBe(1));
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
            await SharedSqliteConnection.CloseDatabaseAsync(text);
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Two_threads_on_one_connection_break_nothing()
    {
        await using var file = new DropInFile();
        using var connection = file.OpenShared();
        using var start = new Barrier(2);
        var threads = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "INSERT INTO t(v) VALUES (1)";
                start.SignalAndWait(TestContext.Current.CancellationToken);
                for (var i = 0; i < 200; i++) command.ExecuteNonQuery();
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        await Task.WhenAll(threads);
        file.Count().ShouldBe(400);

        // And the turn is nobody's.
        await using var next = file.OpenShared(";Default Timeout=5");
        DropInFile.Sql(next, "INSERT INTO t(v) VALUES (2)").ShouldBe(1);
    }

    [Fact]
    public async Task A_command_used_from_two_threads_loses_no_turn()
    {
        await using var file = new DropInFile();
        using var connection = file.OpenShared();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO t(v) VALUES (1) RETURNING id";
        using var start = new Barrier(2);
        var threads = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 500; i++)
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    try
                    {
                        command.ExecuteScalar();
                    }
                    catch (Exception error) when (error is InvalidOperationException or SqliteException or NullReferenceException or ArgumentException)
                    {
                        // What the driver says to it depends on where they met.
                    }
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        await Task.WhenAll(threads);
        await using var next = file.OpenShared(";Default Timeout=5");
        DropInFile.Sql(next, "INSERT INTO t(v) VALUES (2)").ShouldBe(1);
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (3)").ShouldBe(1);
    }

    [Theory]
    [InlineData("ATTACH '")]
    [InlineData("ATTACH \"")]
    [InlineData("ATTACH 'x")]
    [InlineData("ATTACH")]
    [InlineData("ATTACH 'x' AS")]
    public async Task A_text_that_attaches_nothing_is_the_drivers_error(string text)
    {
        await using var file = new DropInFile();
        using var plain = file.Plain();
        plain.Open();
        using var shared = file.OpenShared();
        var expected = Should.Throw<SqliteException>(() => DropInFile.Sql(plain, text));
        Should.Throw<SqliteException>(() => DropInFile.Sql(shared, text)).Message.ShouldBe(expected.Message);
        DropInFile.Sql(shared, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
    }
}
