using System.Data.Common;
using System.Diagnostics;
using Lockkeeper.Sqlite;
using Lockkeeper.Sqlite.DropIn;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Tests.DropIn;

/// <summary>A program that knows nothing of the turn holds SQLite's own lock: a connection waits for it, and says so.</summary>
public sealed class ForeignLockTests
{
    private const string Insert = "INSERT INTO t(v) VALUES (1)";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("transaction")]
    [InlineData("statement")]
    [InlineData("scalar")]
    [InlineData("reader")]
    [InlineData("text")]
    [InlineData("several")]
    [InlineData("begin in a text")]
    public async Task An_asynchronous_call_waits_without_its_thread_and_logs_each_retry(string kind)
    {
        await using var file = new DropInFile();
        var log = new LogRecorder();
        await using var database = SqliteDatabase.Open(file.Path, new() { LoggerFactory = log });
        await using var connection = Open(database, "SaveOrders");
        var held = Hold(file);

        // Were the thread blocked, nobody would ever let go of the lock.
        var waiting = WriteAsync(connection, kind, Token);
        waiting.IsCompleted.ShouldBeFalse();
        await Waiting.Until(() => log.Texts.Contains("Database locked in SaveOrders, retry 2/5 after 0.20s"), "the second retry");
        held.Dispose();
        await waiting;

        log.Texts.ShouldContain("Database locked in SaveOrders, retry 1/5 after 0.10s");
        log.Entries.ShouldNotContain(entry => entry.Event == 101);
        file.Count().ShouldBe(kind == "several" ? 2 : 1);
        database.GetStatus().Processes.ShouldHaveSingleItem().Counters.Retries.ShouldBeGreaterThanOrEqualTo(2);

        // And the turn is nobody's.
        await database.ExecuteAsync($"INSERT INTO t(v) VALUES (2)", Token).AsTask().Within();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lock_that_outlasts_the_time_limit_is_the_drivers_error_and_logged(bool asynchronously)
    {
        await using var file = new DropInFile();
        var log = new LogRecorder();
        await using var database = SqliteDatabase.Open(file.Path, new() { LoggerFactory = log });
        await using var connection = Open(database, "SaveOrders");
        connection.DefaultTimeout = 1;
        var held = Hold(file);
        var watch = Stopwatch.StartNew();

        var errors = asynchronously
            ? [
                await Should.ThrowAsync<SqliteException>(async () => await connection.BeginTransactionAsync(Token)),
                await Should.ThrowAsync<SqliteException>(() => WriteAsync(connection, "statement", Token)),
            ]
            : new[]
            {
                Should.Throw<SqliteException>(() => connection.BeginTransaction()),
                Should.Throw<SqliteException>(() => DropInFile.Sql(connection, Insert)),
            };

        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(1.9));
        errors.ShouldAllBe(error => error.SqliteErrorCode == 5 && error.Message.Contains("raise CommandTimeout", StringComparison.Ordinal));
        log.Entries.Where(entry => entry.Event == 100).ShouldAllBe(entry => entry.Level == LogLevel.Warning);
        log.Texts.Count(text => text == "Database locked in SaveOrders, retry 1/5 after 0.10s").ShouldBe(2);
        log.Entries.Count(entry => entry.Event == 101 && entry.Text.StartsWith("Database locked in SaveOrders after ", StringComparison.Ordinal)).ShouldBe(2);
        held.Dispose();
        (await WriteAsync(connection, "statement", Token)).ShouldBe(1);
        await database.ExecuteAsync($"INSERT INTO t(v) VALUES (2)", Token).AsTask().Within();
    }

    [Theory]
    [InlineData("transaction")]
    [InlineData("statement")]
    public async Task A_cancellation_ends_the_wait_and_gives_the_turn_back(string kind)
    {
        await using var file = new DropInFile();
        var log = new LogRecorder();
        await using var database = SqliteDatabase.Open(file.Path, new() { LoggerFactory = log, Retry = new() { BaseDelay = TimeSpan.FromMinutes(1), MaxDelay = TimeSpan.FromMinutes(1) } });
        await using var connection = Open(database, "SaveOrders");
        var held = Hold(file);
        using var cancellation = new CancellationTokenSource();
        var waiting = WriteAsync(connection, kind, cancellation.Token);
        waiting.IsCompleted.ShouldBeFalse();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting.Within);
        held.Dispose();
        await database.ExecuteAsync($"INSERT INTO t(v) VALUES (2)", Token).AsTask().Within();
        (await WriteAsync(connection, kind, Token)).ShouldBe(1);
        file.Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_cancellation_ends_a_wait_that_blocks_its_thread_too()
    {
        await using var file = new DropInFile();
        var log = new LogRecorder();
        await using var database = SqliteDatabase.Open(file.Path, new() { LoggerFactory = log });
        await using var connection = Open(database, "SaveOrders");
        connection.DefaultTimeout = 0;
        DropInFile.Sql(connection, "SAVEPOINT s");
        var held = Hold(file);
        using var cancellation = new CancellationTokenSource();

        // Several statements inside a transaction could not be run again.
        var waiting = Task.Run(() => WriteAsync(connection, "several", cancellation.Token), Token);
        await Waiting.Until(() => log.Texts.Contains("Database locked in SaveOrders, retry 1/5 after 0.10s"), "the first retry");
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting.Within);
        log.Entries.ShouldNotContain(entry => entry.Event == 101);
        held.Dispose();
        (await WriteAsync(connection, "several", Token)).ShouldBe(2);
        DropInFile.Sql(connection, "RELEASE s");
        file.Count().ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_wait_for_the_turn_and_for_the_lock_have_one_time_limit(bool asynchronously)
    {
        await using var file = new DropInFile();
        var log = new LogRecorder();
        await using var database = SqliteDatabase.Open(file.Path, new() { LoggerFactory = log });
        await using var holder = Open(database, "Holder");
        await using var connection = Open(database, "SaveOrders");
        connection.DefaultTimeout = 2;

        // A savepoint has the turn, and no lock.
        DropInFile.Sql(holder, "SAVEPOINT s");
        using var held = Hold(file);
        var waiting = asynchronously
            ? connection.BeginTransactionAsync(Token).AsTask()
            : Task.Run(async () => (DbTransaction)await Task.FromResult(connection.BeginTransaction()), Token);
        await Waiting.Until(() => database.GetStatus().Processes.Single().QueueLength == 1, "the connection to wait");
        await Task.Delay(TimeSpan.FromSeconds(1.5), Token);
        DropInFile.Sql(holder, "RELEASE s");
        (await Should.ThrowAsync<SqliteException>(waiting)).SqliteErrorCode.ShouldBe(5);

        // Half a second is left of the two: 0.1, 0.2 and what remains. Two more would bring a fourth one.
        log.Entries.Count(entry => entry.Event == 100).ShouldBeLessThanOrEqualTo(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_limit_of_a_transaction_does_not_run_while_another_program_holds_the_lock(bool asynchronously)
    {
        await using var file = new DropInFile();
        var log = new LogRecorder();
        await using var database = SqliteDatabase.Open(file.Path, new() { LoggerFactory = log, MaxWriteDuration = TimeSpan.FromMilliseconds(100) });
        await using var connection = Open(database, "SaveOrders");
        var held = Hold(file);
        var waiting = asynchronously ? WriteAsync(connection, "statement", Token) : Task.Run(() => (long)DropInFile.Sql(connection, Insert), Token);
        await Waiting.Until(() => log.Texts.Contains("Database locked in SaveOrders, retry 4/5 after 0.80s"), "the fourth retry");
        held.Dispose();
        (await waiting.Within()).ShouldBe(1);
        log.Entries.ShouldNotContain(entry => entry.Event == 302);
    }

    [Fact]
    public async Task A_program_that_writes_all_the_time_keeps_nobody_from_writing()
    {
        const string WritesAllTheTime = """
            import threading
            stop = []
            def work():
                c = sqlite3.connect(path, isolation_level=None, timeout=60)
                while not stop:
                    c.execute('BEGIN IMMEDIATE')
                    c.execute('INSERT INTO t(v) VALUES (0)')
                    c.execute('COMMIT')
            worker = threading.Thread(target=work)
            worker.start()
            ready()
            stop.append(1)
            worker.join()
            """;
        await using var file = new DropInFile();
        await using var database = SqliteDatabase.Open(file.Path);
        using (var foreign = PythonProgram.Run(file.Path, WritesAllTheTime))
        {
            var writers = Enumerable.Range(0, 6).Select(i => Task.Run(
                async () =>
                {
                    await using var connection = Open(database, "SaveOrders");
                    for (var j = 0; j < 10; j++)
                    {
                        if (i % 3 == 0) DropInFile.Sql(connection, Insert);
                        else (await WriteAsync(connection, i % 3 == 1 ? "transaction" : "statement", Token)).ShouldBe(1);
                    }
                },
                Token));
            await Task.WhenAll(writers);
            foreign.Finish();
        }

        using var reader = file.OpenShared();
        DropInFile.Scalar(reader, "SELECT count(*) FROM t WHERE v = 1").ShouldBe(60L);
    }

    [Fact]
    public async Task Disposing_the_database_ends_the_wait()
    {
        await using var file = new DropInFile();
        var log = new LogRecorder();
        var database = SqliteDatabase.Open(file.Path, new() { LoggerFactory = log });
        await using var connection = Open(database, "SaveOrders");
        using var held = Hold(file);
        var waiting = WriteAsync(connection, "transaction", Token);
        waiting.IsCompleted.ShouldBeFalse();
        await database.DisposeAsync().AsTask().Within();
        (await Should.ThrowAsync<SharedDatabaseException>(waiting.Within)).Kind.ShouldBe(SharedDatabaseErrorKind.Closed);
    }

    [Theory]
    [InlineData(true, "INSERT INTO t(v) VALUES ($n); INSERT INTO t(v) VALUES ($n + 1)")]
    [InlineData(false, "INSERT INTO t(v) VALUES ($n); INSERT INTO t(v) VALUES ($n + 1)")]
    [InlineData(true, "INSERT INTO t(v) VALUES ($n); SELECT 1; INSERT INTO t(v) VALUES ($n + 1)")]
    [InlineData(false, "INSERT INTO t(v) VALUES ($n); SELECT 1; INSERT INTO t(v) VALUES ($n + 1)")]
    public async Task A_text_that_has_committed_something_waits_where_it_is_and_does_not_begin_anew(bool asynchronously, string text)
    {
        await using var file = new DropInFile();
        var log = new LogRecorder();
        await using var database = SqliteDatabase.Open(file.Path, new() { LoggerFactory = log });
        await using var connection = Open(database, "SaveOrders");
        Task? released = null;
        await using var command = connection.CreateCommand();
        command.CommandText = text;

        // The lock is taken by another when the first statement has been committed and the next one gets its parameter.
        command.Parameters.Add(new ObservedParameter("$n", 1, () =>
        {
            if (released is not null || file.Count() == 0) return;
            var held = Hold(file);
            released = Task.Run(
                async () =>
                {
                    await Waiting.Until(() => log.Texts.Contains("Database locked in SaveOrders, retry 1/5 after 0.10s"), "the first retry");
                    held.Dispose();
                },
                Token);
        }));
        if (asynchronously) await command.ExecuteNonQueryAsync(Token);
        else await Task.Run(command.ExecuteNonQuery, Token);
        await released.ShouldNotBeNull();
        DropInFile.Scalar(connection, "SELECT group_concat(v) FROM t").ShouldBe("1,2");
    }

    [Fact]
    public async Task A_connection_that_is_closed_while_a_call_of_it_waits_gives_the_turn_back()
    {
        await using var file = new DropInFile();
        var log = new LogRecorder();
        await using var database = SqliteDatabase.Open(file.Path, new() { LoggerFactory = log });
        var connection = Open(database, "SaveOrders");
        using var held = Hold(file);
        var waiting = WriteAsync(connection, "transaction", Token);
        await connection.DisposeAsync();
        held.Dispose();
        await database.ExecuteAsync($"INSERT INTO t(v) VALUES (2)", Token).AsTask().Within();
        (await Should.ThrowAsync<InvalidOperationException>(waiting.Within)).Message.ShouldContain("was closed while SaveOrders waited");
        file.Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_others_use_in_another_mode_is_opened_without_a_thread_and_the_wait_can_be_cancelled()
    {
        var directory = Directory.CreateTempSubdirectory("lockkeeper-").FullName;
        var text = $"Data Source={directory}/plain.db";
        try
        {
            await using (var foreign = new SqliteConnection($"{text};Pooling=False"))
            {
                foreign.Open();
                DropInFile.Sql(foreign, "CREATE TABLE t(v)");
                DropInFile.Sql(foreign, "BEGIN EXCLUSIVE");
                await using var connection = new SharedSqliteConnection(text);
                using var cancellation = new CancellationTokenSource();
                var opening = connection.OpenAsync(cancellation.Token);
                opening.IsCompleted.ShouldBeFalse();
                await cancellation.CancelAsync();
                await Should.ThrowAsync<OperationCanceledException>(opening.Within);
                connection.State.ShouldBe(System.Data.ConnectionState.Closed);
                DropInFile.Sql(foreign, "COMMIT");
            }

            await using var next = new SharedSqliteConnection(text);
            await next.OpenAsync(Token);
            DropInFile.Sql(next, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
        }
        finally
        {
            await SharedSqliteConnection.CloseDatabaseAsync(text);
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void A_text_whose_tables_another_program_keeps_from_being_read_is_taken_for_a_writing_one()
    {
        var directory = Directory.CreateTempSubdirectory("lockkeeper-").FullName;
        try
        {
            // Not in WAL: there a reader cannot be shut out.
            var text = $"Data Source={directory}/plain.db;Pooling=False";
            using var foreign = new SqliteConnection(text);
            foreign.Open();
            DropInFile.Sql(foreign, "CREATE TABLE t(v)");
            DropInFile.Sql(foreign, "BEGIN EXCLUSIVE");
            using var connection = new SqliteConnection(text);
            connection.Open();
            var classifier = new StatementClassifier();
            classifier.Classify(connection.Handle!, Insert).HasFlag(StatementTraits.Writes).ShouldBeTrue();
            DropInFile.Sql(foreign, "COMMIT");
            classifier.Classify(connection.Handle!, "SELECT v FROM t").HasFlag(StatementTraits.Writes).ShouldBeFalse();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static SharedSqliteConnection Open(SharedDatabase database, string operation)
    {
        var connection = (SharedSqliteConnection)database.CreateConnection();
        connection.Operation = operation;
        connection.Open();
        return connection;
    }

    // The lock, until it is disposed.
    private static SqliteConnection Hold(DropInFile file)
    {
        var foreign = file.Plain();
        foreign.Open();
        DropInFile.Sql(foreign, "BEGIN IMMEDIATE");
        return foreign;
    }

    private static async Task<long> WriteAsync(SharedSqliteConnection connection, string kind, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = kind switch
        {
            "scalar" => "INSERT INTO t(v) VALUES (1) RETURNING 1",
            "reader" => "INSERT INTO t(v) VALUES (1); SELECT 1",
            "several" => $"{Insert}; {Insert}",
            "begin in a text" => $"BEGIN; {Insert}; COMMIT",
            _ => Insert,
        };
        switch (kind)
        {
            case "transaction":
                await using (var transaction = await connection.BeginTransactionAsync(cancellation))
                {
                    command.Transaction = (SqliteTransaction)transaction;
                    var written = await command.ExecuteNonQueryAsync(cancellation);
                    await transaction.CommitAsync(cancellation);
                    return written;
                }

            case "scalar":
                return (long)(await command.ExecuteScalarAsync(cancellation))!;
            case "reader":
                await using (var reader = await command.ExecuteReaderAsync(cancellation))
                {
                    await reader.ReadAsync(cancellation);
                    return reader.GetInt64(0);
                }

            case "text":
                command.CommandText = "BEGIN";
                await command.ExecuteNonQueryAsync(cancellation);
                DropInFile.Sql(connection, Insert);
                DropInFile.Sql(connection, "COMMIT");
                return 1;
            default:
                return await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
