using System.Diagnostics;
using Lockkeeper.Sqlite;
using Lockkeeper.Tests.Facade;
using Microsoft.Data.Sqlite;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.DropIn;

/// <summary>Who writes when, how long others wait, and what becomes of those who do not let go.</summary>
public sealed class TurnTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eighty_threads_write_transactions_and_statements_without_an_error()
    {
        await using var file = new DropInFile();
        using var start = new Barrier(80);
        var threads = Enumerable.Range(0, 80).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(Token);
                using var connection = file.OpenShared();
                for (var i = 0; i < 10; i++)
                {
                    using var transaction = connection.BeginTransaction();
                    DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)", transaction);
                    DropInFile.Sql(connection, "INSERT INTO t(v) SELECT max(id) FROM t", transaction);
                    transaction.Commit();
                    DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (2)");
                }
            },
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToList();
        await Task.WhenAll(threads);
        file.Count().ShouldBe(80 * 30);
    }

    [Fact]
    public async Task Eighty_tasks_write_without_blocking_the_threads_of_the_pool()
    {
        await using var file = new DropInFile();
        await using var holder = file.OpenShared();
        var held = holder.BeginTransaction();
        var waiting = Enumerable.Range(0, 80).Select(_ => Task.Run(
            async () =>
            {
                await using var connection = file.Shared();
                await connection.OpenAsync(Token);
                await using var transaction = await connection.BeginTransactionAsync(Token);
                await using var command = connection.CreateCommand();
                command.CommandText = "INSERT INTO t(v) VALUES (1)";
                await command.ExecuteNonQueryAsync(Token);
                await transaction.CommitAsync(Token);
            },
            Token)).ToList();

        // All of them wait, and a pool that had a thread blocked for each would be long in coming to this.
        using var database = SqliteDatabase.Open(file.Path);
        while (database.GetStatus().Processes.Sum(process => process.QueueLength) < 80) await Task.Delay(1, Token);
        ThreadPool.ThreadCount.ShouldBeLessThan(70);
        held.Commit();
        await Task.WhenAll(waiting);
        file.Count().ShouldBe(80);
    }

    [Fact]
    public async Task A_writer_and_a_connection_take_turns()
    {
        await using var file = new DropInFile();
        await using var database = SqliteDatabase.Open(file.Path);
        var writers = Enumerable.Range(0, 8).Select(i => Task.Run(
            async () =>
            {
                await using var connection = database.CreateConnection();
                await connection.OpenAsync(Token);
                for (var j = 0; j < 50; j++)
                {
                    if (i % 2 == 0)
                    {
                        await database.ExecuteAsync($"INSERT INTO t(v) VALUES ({j})", Token);
                        continue;
                    }

                    await using var transaction = await connection.BeginTransactionAsync(Token);
                    DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)", transaction);
                    await transaction.CommitAsync(Token);
                }
            },
            Token));
        await Task.WhenAll(writers);
        file.Count().ShouldBe(400);
    }

    [Fact]
    public async Task Processes_with_plain_code_on_the_drop_in_lose_nothing()
    {
        await using var file = new DropInFile();
        var children = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ChildProcess.StartAsync("drop-in", file.Path)));
        try
        {
            foreach (var child in children) child.Tell("write 50");
            foreach (var child in children) (await child.AnswerAsync()).ShouldBe("wrote 50");
        }
        finally
        {
            foreach (var child in children) child.Dispose();
        }

        file.Count().ShouldBe(150);
    }

    [Fact]
    public async Task A_timeout_is_the_drivers_error_and_names_the_process_that_holds_the_turn()
    {
        await using var file = new DropInFile();
        using var child = await ChildProcess.StartAsync("drop-in", file.Path);
        (await child.AskAsync("hold")).ShouldBe("held");
        await using var connection = file.OpenShared(";Default Timeout=1");
        var watch = Stopwatch.StartNew();
        var error = Should.Throw<SqliteException>(() => connection.BeginTransaction());
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
        error.SqliteErrorCode.ShouldBe(5);
        error.Message.ShouldContain($"Process {child.Id}");
        error.Message.ShouldContain("SaveOrders");
        (await Should.ThrowAsync<SqliteException>(async () => await connection.BeginTransactionAsync(Token))).Message.ShouldContain($"Process {child.Id}");
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO t(v) VALUES (1)";
        Should.Throw<SqliteException>(() => command.ExecuteNonQuery()).Message.ShouldContain($"Process {child.Id}");

        // Who reads waits for nobody.
        DropInFile.Scalar(connection, "SELECT count(*) FROM t").ShouldBe(0L);
        (await child.AskAsync("commit")).ShouldBe("committed");
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
    }

    [Fact]
    public async Task A_program_without_Lockkeeper_is_waited_for_and_named()
    {
        await using var file = new DropInFile();
        using var foreign = file.Plain();
        foreign.Open();
        var held = foreign.BeginTransaction();
        await using var connection = file.OpenShared(";Default Timeout=1");
        var watch = Stopwatch.StartNew();
        Should.Throw<SqliteException>(() => connection.BeginTransaction()).SqliteErrorCode.ShouldBe(5);
        Should.Throw<SqliteException>(() => DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)")).SqliteErrorCode.ShouldBe(5);
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(1.9));
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO t(v) VALUES (1)";
        command.CommandTimeout = 30;
        var waiting = Task.Run(command.ExecuteNonQuery, Token);
        held.Commit();
        (await waiting).ShouldBe(1);
    }

    [Fact]
    public async Task A_forgotten_transaction_is_rolled_back_and_its_owner_is_told()
    {
        await using var file = new DropInFile();
        var log = new LogRecorder();
        await using var database = SqliteDatabase.Open(
            file.Path, new() { MaxWriteDuration = TimeSpan.FromMilliseconds(200), LoggerFactory = log, CaptureStacks = true });
        await using var connection = (SharedSqliteConnection)database.CreateConnection();
        connection.Operation = "ImportOrders";
        connection.Open();
        var transaction = connection.BeginTransaction();
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES ('lost')", transaction);

        // The next one gets the turn though nobody has let go of it.
        await database.ExecuteAsync($"INSERT INTO t(v) VALUES ('next')", Token);
        var told = Should.Throw<SharedDatabaseException>(() => DropInFile.Sql(connection, "INSERT INTO t(v) VALUES ('late')", transaction));
        told.Kind.ShouldBe(SharedDatabaseErrorKind.WriteTooLong);
        told.Message.ShouldContain("ImportOrders");
        Should.Throw<SharedDatabaseException>(transaction.Commit).Kind.ShouldBe(SharedDatabaseErrorKind.WriteTooLong);
        transaction.Dispose();
        log.Entries.ShouldContain(entry =>
            entry.Event == 302 && entry.Text.Contains("ImportOrders") && entry.Text.Contains(nameof(A_forgotten_transaction_is_rolled_back_and_its_owner_is_told)));

        // From here on the connection is as good as new.
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES ('again')");
        DropInFile.Scalar(connection, "SELECT group_concat(v) FROM t").ShouldBe("next,again");
    }

    [Fact]
    public async Task A_transaction_forgotten_as_text_is_told_at_its_commit()
    {
        await using var file = new DropInFile();
        await using var database = SqliteDatabase.Open(file.Path, new() { MaxWriteDuration = TimeSpan.FromMilliseconds(200) });
        await using var connection = database.CreateConnection();
        connection.Open();
        DropInFile.Sql(connection, "BEGIN");
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES ('lost')");
        await database.ExecuteAsync($"INSERT INTO t(v) VALUES ('next')", Token);
        Should.Throw<SharedDatabaseException>(() => DropInFile.Sql(connection, "COMMIT")).Kind.ShouldBe(SharedDatabaseErrorKind.WriteTooLong);
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES ('again')");
        DropInFile.Scalar(connection, "SELECT group_concat(v) FROM t").ShouldBe("next,again");
    }

    [Fact]
    public async Task A_statement_that_is_too_slow_is_ended_and_told()
    {
        await using var file = new DropInFile();
        await using var database = SqliteDatabase.Open(file.Path, new() { MaxWriteDuration = TimeSpan.FromMilliseconds(200) });
        await using var connection = database.CreateConnection();
        connection.Open();
        Should.Throw<SharedDatabaseException>(() => DropInFile.Sql(
            connection,
            "INSERT INTO t(v) SELECT x FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 1000000000) SELECT x FROM c)"))
            .Kind.ShouldBe(SharedDatabaseErrorKind.WriteTooLong);
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)");
        file.Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_cancellation_ends_the_wait_for_the_turn()
    {
        await using var file = new DropInFile();
        await using var holder = file.OpenShared();
        var held = holder.BeginTransaction();
        await using var connection = file.OpenShared();
        using var cancellation = new CancellationTokenSource();
        var transaction = connection.BeginTransactionAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(transaction);
        held.Commit();
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_closed_while_it_waits_for_the_turn_does_not_keep_it(bool pooling)
    {
        await using var file = new DropInFile();
        await using var database = SqliteDatabase.Open(file.Path);
        await using var holder = file.OpenShared();
        var held = holder.BeginTransaction();
        var connection = file.OpenShared(pooling ? "" : ";Pooling=False");
        var waiting = connection.BeginTransactionAsync(Token).AsTask();
        await Waiting.Until(() => database.GetStatus().Processes.Single().QueueLength == 1, "the connection to wait");
        connection.Close();

        // Its handle may be another's by now, in a transaction when the turn comes; a plain command takes none for it.
        await using var next = file.OpenShared();
        await using (var plain = new SqliteCommand("BEGIN", next)) plain.ExecuteNonQuery();
        held.Commit();
        (await Should.ThrowAsync<InvalidOperationException>(waiting.Within)).Message.ShouldContain("was closed while");
        await using (var plain = new SqliteCommand("ROLLBACK", next)) plain.ExecuteNonQuery();
        DropInFile.Sql(next, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
        await database.ExecuteAsync($"INSERT INTO t(v) VALUES (2)", Token).AsTask().Within();
    }

    [Fact]
    public async Task A_cancellation_that_comes_just_before_the_statement_interrupts_it_all_the_same()
    {
        await using var file = new DropInFile();
        await using var connection = file.OpenShared();
        using var cancellation = new CancellationTokenSource();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "INSERT INTO t(v) SELECT x + $n FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 1000000000) SELECT x FROM c)";

        // The driver asks for the name when it binds the parameter: the statement is prepared and has not begun.
        command.Parameters.Add(new ObservedParameter("$n", 1, cancellation.Cancel));
        await Should.ThrowAsync<OperationCanceledException>(() => command.ExecuteNonQueryAsync(cancellation.Token));
        cancellation.IsCancellationRequested.ShouldBeTrue();
        file.Count().ShouldBe(0);
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
    }

    [Theory]
    [InlineData("INSERT INTO t(v) VALUES (1) RETURNING id; INSERT INTO t(v) SELECT held()")]
    [InlineData("SELECT 1; INSERT INTO t(v) SELECT held()")]
    public async Task What_a_text_still_writes_when_its_reader_is_closed_is_written_under_the_turn(string text)
    {
        await using var file = new DropInFile();
        await using var database = SqliteDatabase.Open(file.Path);
        await using var connection = file.OpenShared();
        connection.Operation = "SaveOrders";
        connection.CreateFunction("held", () => database.GetStatus().Holder?.Operation ?? "nobody");
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        await using (var reader = await command.ExecuteReaderAsync(Token)) reader.Read();
        DropInFile.Scalar(connection, "SELECT v FROM t ORDER BY id DESC").ShouldBe("SaveOrders");
        await database.ExecuteAsync($"INSERT INTO t(v) VALUES (2)", Token).AsTask().Within();
        DropInFile.Sql(connection, "DELETE FROM t");
        command.ExecuteNonQuery();
        DropInFile.Scalar(connection, "SELECT v FROM t ORDER BY id DESC").ShouldBe("SaveOrders");
        await Waiting.Until(() => database.GetStatus().Holder is null, "the turn to be free");
    }

    [Fact]
    public async Task A_text_that_fails_behind_its_first_result_gives_the_turn_back()
    {
        await using var file = new DropInFile();
        await using var database = SqliteDatabase.Open(file.Path);
        await using var connection = file.OpenShared();
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO t(id) VALUES (1) RETURNING id; INSERT INTO t(id) VALUES (1)";
        using (var reader = command.ExecuteReader()) Should.Throw<SqliteException>(() => reader.NextResult()).SqliteErrorCode.ShouldBe(19);
        await database.ExecuteAsync($"INSERT INTO t(v) VALUES (2)", Token).AsTask().Within();
        DropInFile.Sql(connection, "DELETE FROM t").ShouldBe(2);
    }

    [Fact]
    public async Task A_cancellation_interrupts_the_statement()
    {
        await using var file = new DropInFile();
        await using var connection = file.OpenShared();
        using var reached = new ManualResetEventSlim();
        connection.CreateFunction("reached", () =>
        {
            reached.Set();
            return 1;
        });
        using var cancellation = new CancellationTokenSource();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "INSERT INTO t(v) SELECT x + reached() FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 1000000000) SELECT x FROM c)";
        var running = Task.Run(() => command.ExecuteNonQueryAsync(cancellation.Token), Token);
        reached.Wait(Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        file.Count().ShouldBe(0);
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
    }

    [Fact]
    public async Task A_transaction_inside_a_write_of_the_same_flow_is_an_error_at_once()
    {
        await using var file = new DropInFile();
        await using var database = SqliteDatabase.Open(file.Path);
        await using var connection = database.CreateConnection();
        connection.Open();
        var error = await Should.ThrowAsync<SharedDatabaseException>(() => database.WriteAsync(_ => connection.BeginTransaction(), Token));
        error.Kind.ShouldBe(SharedDatabaseErrorKind.Reentrant);
    }

    [Fact]
    public async Task What_connections_write_is_checkpointed()
    {
        await using var file = new DropInFile();
        await using var database = SqliteDatabase.Open(file.Path, new() { CheckpointPages = 10 });
        await using var connection = database.CreateConnection();
        connection.Open();
        for (var i = 0; i < 500; i++) DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (zeroblob(4000))");

        // Without checkpoints it would have a page or two for each of them.
        new FileInfo(file.Path + "-wal").Length.ShouldBeLessThan(300 * 4096);
    }
}
