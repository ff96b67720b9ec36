using Lockkeeper.Engines;
using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Sqlite.Writing;
using Lockkeeper.Statements;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Sqlite;

public sealed class WriterSessionTests : IDisposable
{
    private readonly TemporaryDatabase _database = new TemporaryDatabase().WithTable();
    private readonly SqliteWriterSession _writer;

    public WriterSessionTests() => _writer = _database.Writer();

    public void Dispose()
    {
        _writer.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void The_number_of_changed_rows_is_that_of_the_statement()
    {
        _writer.Begin();
        _writer.Run("INSERT INTO t(name) VALUES($1), ($2)", "a", "b").ShouldBe(2);
        _writer.Run("INSERT OR IGNORE INTO t(id, name) VALUES(1, 'again')").ShouldBe(0);
        _writer.Run("UPDATE t SET name = name").ShouldBe(2);
        _writer.Run("CREATE TABLE u(a)").ShouldBe(0);
        _writer.Run("SELECT * FROM t").ShouldBe(-1);
        _writer.Run("DELETE FROM t WHERE id = $1", 2).ShouldBe(1);
        _writer.Run("WITH n(i) AS (SELECT 5) INSERT INTO t SELECT i, 'five' FROM n RETURNING id").ShouldBe(1);
        _writer.Run("PRAGMA table_info(t)").ShouldBe(-1);
        _writer.Commit();
        _database.Ask<string>("SELECT group_concat(id) FROM t").ShouldBe("1,5");
    }

    [Fact]
    public void A_rollback_undoes_all_and_a_savepoint_only_what_came_after_it()
    {
        _writer.Begin();
        _writer.Run("INSERT INTO t VALUES(1, 'kept')");
        _writer.Savepoint();
        _writer.Run("INSERT INTO t VALUES(2, 'undone')");
        _writer.RollbackToSavepoint();
        _writer.Savepoint();
        _writer.Run("INSERT INTO t VALUES(3, 'kept')");
        _writer.Release();
        _writer.InTransaction.ShouldBeTrue();
        _writer.Commit();
        _writer.InTransaction.ShouldBeFalse();

        _writer.Begin();
        _writer.Run("DELETE FROM t");
        _writer.Rollback();
        _writer.Rollback();
        _database.Ask<string>("SELECT group_concat(id) FROM t").ShouldBe("1,3");
    }

    [Fact]
    public void A_statement_that_fails_undoes_itself_alone()
    {
        _writer.Begin();
        _writer.Run("INSERT INTO t VALUES(1, 'a')");
        var error = Should.Throw<SqliteException>(() => _writer.Run("INSERT INTO t VALUES(2, 'b'), (1, 'twice')"));
        error.SqliteErrorCode.ShouldBe(19);
        error.SqliteExtendedErrorCode.ShouldBe(1555);
        error.Message.ShouldBe("SQLite Error 19: 'UNIQUE constraint failed: t.id'.");
        _writer.Commit();
        _database.Ask<long>("SELECT count(*) FROM t").ShouldBe(1);
    }

    [Fact]
    public void A_statement_that_fails_and_would_keep_a_part_undoes_the_transaction_where_no_savepoint_can_undo_it()
    {
        _writer.Begin();
        _writer.Run("INSERT INTO t VALUES(1, 'a')");
        Should.Throw<SqliteException>(() => _writer.Run("INSERT OR FAIL INTO t VALUES(2, 'part'), (1, 'twice')"));
        _writer.InTransaction.ShouldBeFalse();
        Should.Throw<SharedDatabaseException>(() => _writer.Run("INSERT INTO t VALUES(3, 'outside')")).Message.ShouldContain("This write has ended");

        _writer.Begin();
        _writer.Run("INSERT INTO t VALUES(1, 'a')");
        _writer.Savepoint();
        Should.Throw<SqliteException>(() => _writer.Run("INSERT OR FAIL INTO t VALUES(2, 'part'), (1, 'twice')"));
        _writer.InTransaction.ShouldBeTrue();
        _writer.RollbackToSavepoint();
        _writer.Commit();
        _database.Ask<string>("SELECT group_concat(id) FROM t").ShouldBe("1");
    }

    [Theory]
    [InlineData("INSERT INTO t VALUES(1, 'a'); DELETE FROM t", "runs one statement")]
    [InlineData("INSERT INTO t VALUES(1, 'a'); nonsense", "runs one statement")]
    [InlineData("", "empty")]
    [InlineData(" -- nothing\n;", "empty")]
    [InlineData("COMMIT", "Leave BEGIN, COMMIT")]
    [InlineData("; /* now */ rollback", "Leave BEGIN, COMMIT")]
    [InlineData("SAVEPOINT mine", "Leave BEGIN, COMMIT")]
    [InlineData("INSERT INTO t VALUES(?, 'a')", "1 parameters and 0 values")]
    public void What_is_not_one_statement_is_refused_with_advice(string sql, string advice)
    {
        _writer.Begin();
        for (var i = 0; i < 2; i++)
        {
            var error = Should.Throw<SharedDatabaseException>(() => _writer.Run(sql));
            error.Kind.ShouldBe(SharedDatabaseErrorKind.Unsupported);
            error.Message.ShouldContain(advice);
        }

        _writer.InTransaction.ShouldBeTrue();
        _writer.Rollback();
    }

    [Fact]
    public void One_statement_may_be_followed_by_semicolons_and_comments() =>
        _writer.Do("/* one */ INSERT INTO t VALUES(1, 'a') ; ; -- the end").ShouldBe(1);

    [Fact]
    public void A_syntax_error_is_the_drivers_exception_and_stays_one()
    {
        _writer.Begin();
        for (var i = 0; i < 2; i++)
        {
            Should.Throw<SqliteException>(() => _writer.Run("INSRT INTO t")).Message.ShouldContain("near \"INSRT\": syntax error");
        }

        _writer.Rollback();
    }

    [Fact]
    public void A_kept_statement_outlives_a_change_of_the_schema_by_another_program()
    {
        var insert = new SqlText("INSERT INTO t(name) VALUES($1)", 1);
        _writer.Begin();
        _writer.Execute(insert, [SqlValue.From("before")]);
        _writer.Commit();

        using (PythonProgram.Run(_database.Path, "con.execute('ALTER TABLE t ADD COLUMN more TEXT DEFAULT 7')\nready()"))
        {
            _writer.Begin();
            _writer.Execute(insert, [SqlValue.From("after")]).ShouldBe(1);
            _writer.Commit();
        }

        _database.Ask<string>("SELECT group_concat(name || more) FROM t").ShouldBe("before7,after7");
    }

    [Fact]
    public void More_texts_than_are_kept_prepared_all_work()
    {
        _writer.Begin();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 600; i++)
            {
                _writer.Run($"INSERT INTO t(name) VALUES('{i}')").ShouldBe(1);
            }
        }

        _writer.Commit();
        _database.Ask<long>("SELECT count(DISTINCT name) FROM t").ShouldBe(600);
    }

    [Fact]
    public void Begin_fails_at_once_while_another_program_writes()
    {
        using (PythonProgram.Run(_database.Path, "con.execute('BEGIN IMMEDIATE')\nready()"))
        {
            var error = Should.Throw<SqliteException>(_writer.Begin);
            SqliteErrors.Classify(error).ShouldBe(EngineErrorClass.Busy);
            _writer.InTransaction.ShouldBeFalse();
        }

        _writer.Begin();
        _writer.Rollback();
    }

    [Fact]
    public void A_statement_that_runs_is_interrupted_from_another_thread()
    {
        _writer.Begin();
        _writer.Run("INSERT INTO t VALUES(1, 'a')");
        using var running = new ManualResetEventSlim();
        ((SqliteConnection)_writer.Connection).CreateFunction("running", () => { running.Set(); return 1; });
        var interrupter = new Thread(() =>
        {
            running.Wait(TestContext.Current.CancellationToken);
            _writer.Interrupt();
        });
        interrupter.Start();
        var error = Should.Throw<SqliteException>(() => _writer.Run(
            "WITH RECURSIVE n(i) AS (SELECT running() UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"));
        interrupter.Join();

        SqliteErrors.Classify(error).ShouldBe(EngineErrorClass.Interrupted);
        _writer.Rollback();
        _writer.Do("INSERT INTO t VALUES(2, 'later')").ShouldBe(1);
    }

    [Fact]
    public void An_interruption_after_the_end_does_nothing()
    {
        _writer.Dispose();
        _writer.Interrupt();
        _writer.Abandon();
        Should.NotThrow(_writer.Dispose);
    }

    [Fact]
    public void An_abandoned_connection_is_rolled_back_and_refuses_the_code_that_still_has_it()
    {
        _writer.Begin();
        _writer.Savepoint();
        var connection = (SqliteConnection)_writer.Connection;
        using var running = new ManualResetEventSlim();
        connection.CreateFunction("running", () => { running.Set(); return 1; });
        SqliteException? interrupted = null;
        SharedDatabaseException? refused = null;
        var stuck = new Thread(() =>
        {
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO t VALUES(1, 'lost')";
            insert.ExecuteNonQuery();
            using var endless = connection.CreateCommand();
            endless.CommandText = "WITH RECURSIVE n(i) AS (SELECT running() UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
            interrupted = Should.Throw<SqliteException>(() => endless.ExecuteScalar());
            SpinWait.SpinUntil(() => !_writer.InTransaction);
            refused = Should.Throw<SharedDatabaseException>(() => insert.ExecuteNonQuery());
        });
        stuck.Start();
        running.Wait(TestContext.Current.CancellationToken);
        _writer.Abandon();
        stuck.Join();

        SqliteErrors.Classify(interrupted!).ShouldBe(EngineErrorClass.Interrupted);
        refused!.Message.ShouldContain("MaxWriteDuration");
        _writer.InTransaction.ShouldBeFalse();
        Should.Throw<SharedDatabaseException>(() => _writer.Run("INSERT INTO t VALUES(2, 'lost too')")).Message.ShouldContain("MaxWriteDuration");
        using var byDriver = new SqliteCommand("INSERT INTO t VALUES(2, 'lost too')", connection);
        Should.Throw<SqliteException>(() => byDriver.ExecuteNonQuery());
        _database.Ask<long>("SELECT count(*) FROM t").ShouldBe(0);
    }

    [Fact]
    public void A_constraint_that_is_deferred_fails_at_the_commit_and_the_transaction_can_be_rolled_back()
    {
        _writer.Do("CREATE TABLE child(parent INTEGER REFERENCES t(id) DEFERRABLE INITIALLY DEFERRED)");
        _writer.Begin();
        _writer.Run("INSERT INTO child VALUES(99)");
        var error = Should.Throw<SqliteException>(_writer.Commit);
        SqliteErrors.Classify(error).ShouldBe(EngineErrorClass.Statement);
        _writer.InTransaction.ShouldBeTrue();
        _writer.Rollback();
        _database.Ask<long>("SELECT count(*) FROM child").ShouldBe(0);
    }

    [Fact]
    public void A_full_database_is_reported_as_such_and_writing_resumes_when_there_is_room()
    {
        _writer.Begin();
        _writer.Run("PRAGMA max_page_count = 10");
        var error = Should.Throw<SqliteException>(() => _writer.Run("INSERT INTO t(name) VALUES($1)", new string('x', 100_000)));
        SqliteErrors.Classify(error).ShouldBe(EngineErrorClass.DiskFull);
        _writer.Rollback();

        _writer.Begin();
        _writer.Run("PRAGMA max_page_count = 100000");
        _writer.Run("INSERT INTO t(name) VALUES($1)", new string('x', 100_000)).ShouldBe(1);
        _writer.Commit();
        _database.Ask<string>("PRAGMA integrity_check").ShouldBe("ok");
    }
}
