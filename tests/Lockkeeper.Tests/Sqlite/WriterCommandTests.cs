using System.Data.Common;
using Dapper;
using Lockkeeper.Sqlite.Writing;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Sqlite;

public sealed class WriterCommandTests : IDisposable
{
    private static readonly int[] FirstAndThird = [1, 3];

    private readonly TemporaryDatabase _database = new TemporaryDatabase().WithTable();
    private readonly SqliteWriterSession _writer;

    public WriterCommandTests() => _writer = _database.Writer();

    private SqliteConnection Connection => (SqliteConnection)_writer.Connection;

    public void Dispose()
    {
        _writer.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task Dapper_works_with_and_without_the_transaction()
    {
        _writer.Begin();
        _writer.Savepoint();
        Connection.Execute("INSERT INTO t VALUES(@Id, @Name)", new { Id = 1, Name = "a" }, _writer.Transaction).ShouldBe(1);
        Connection.Execute("INSERT INTO t VALUES(@Id, @Name)", new { Id = 2, Name = "b" }).ShouldBe(1);
        Connection.Execute("INSERT INTO t VALUES(@id, @name)", new[] { new { id = 3, name = "c" }, new { id = 4, name = "d" } }, _writer.Transaction)
            .ShouldBe(2);
        Connection.ExecuteScalar<long>("SELECT count(*) FROM t", transaction: _writer.Transaction).ShouldBe(4);
        Connection.Query<string>("SELECT name FROM t WHERE id IN @ids ORDER BY id", new { ids = FirstAndThird }, _writer.Transaction)
            .ShouldBe(["a", "c"]);
        (await Connection.ExecuteAsync("UPDATE t SET name = 'z' WHERE id = @id", new { id = 4 }, _writer.Transaction)).ShouldBe(1);
        (await Connection.QuerySingleAsync<long>("INSERT INTO t(name) VALUES('r') RETURNING id")).ShouldBe(5);
        _writer.Release();
        _writer.Commit();
        _database.Ask<string>("SELECT group_concat(name, '') FROM t").ShouldBe("abczr");
    }

    [Fact]
    public void The_transaction_object_stays_good_over_commits_and_is_made_anew_after_a_rollback()
    {
        _writer.Begin();
        var first = _writer.Transaction;
        Insert(1, first);
        _writer.Commit();

        _writer.Begin();
        _writer.Transaction.ShouldBeSameAs(first);
        Insert(2, _writer.Transaction);
        _writer.Rollback();

        _writer.Begin();
        _writer.Transaction.ShouldNotBeSameAs(first);
        Insert(3, _writer.Transaction);
        Connection.Query<long>("SELECT id FROM t", transaction: _writer.Transaction).ShouldBe([1, 3]);
        _writer.Commit();
        _database.Ask<string>("SELECT group_concat(id) FROM t").ShouldBe("1,3");
    }

    [Fact]
    public void Savepoints_of_the_callers_own_work_inside_the_transaction()
    {
        _writer.Begin();
        _writer.Savepoint();
        var transaction = _writer.Transaction;
        transaction.SupportsSavepoints.ShouldBeTrue();
        Insert(1, transaction);
        transaction.Save("mine");
        Insert(2, transaction);
        transaction.Rollback("mine");
        transaction.Release("mine");
        Connection.Execute("SAVEPOINT left_open");
        Insert(3, transaction);
        _writer.Release();
        _writer.Commit();
        _database.Ask<string>("SELECT group_concat(id) FROM t").ShouldBe("1,3");
    }

    public static TheoryData<string, Action<SqliteConnection, DbTransaction>> Endings => new()
    {
        { "commit", (_, transaction) => transaction.Commit() },
        { "rollback", (_, transaction) => transaction.Rollback() },
        { "dispose", (_, transaction) => transaction.Dispose() },
        { "text", (connection, _) => connection.Execute("COMMIT") },
        { "text behind another", (connection, _) => connection.Execute("INSERT INTO t VALUES(8, 'x'); COMMIT") },
        { "the driver's own command", (connection, transaction) =>
            {
                using var command = new SqliteCommand("ROLLBACK", connection, (SqliteTransaction)transaction);
                command.ExecuteNonQuery();
            }
        },
        { "another begin", (connection, _) => connection.BeginTransaction().Dispose() },
        { "its savepoint", (connection, _) => connection.Execute("RELEASE lockkeeper") },
        { "attach", (connection, _) => connection.Execute("ATTACH ':memory:' AS more") },
        { "pragma", (connection, _) => connection.Execute("PRAGMA wal_autocheckpoint=1") },
        { "exclusive", (connection, _) => connection.ExecuteScalar("PRAGMA locking_mode=EXCLUSIVE") },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public void A_callers_code_cannot_end_the_transaction_or_change_the_connection(
        string what, Action<SqliteConnection, DbTransaction> end)
    {
        _writer.Begin();
        _writer.Run("INSERT INTO t VALUES(1, 'another caller''s')");
        _writer.Savepoint();
        var error = Should.Throw<DbException>(() => end(Connection, _writer.Transaction), what);
        if (error is SharedDatabaseException)
        {
            ((SharedDatabaseException)error).Kind.ShouldBe(SharedDatabaseErrorKind.Unsupported);
        }
        else
        {
            ((SqliteException)error).SqliteErrorCode.ShouldBe(23);
        }

        _writer.InTransaction.ShouldBeTrue();
        _writer.RollbackToSavepoint();
        _writer.Savepoint();
        Insert(2, _writer.Transaction);
        _writer.Release();
        _writer.Commit();
        _database.Ask<string>("SELECT group_concat(id) FROM t").ShouldBe("1,2");
    }

    [Fact]
    public void Closing_the_lent_connection_does_not_close_it()
    {
        _writer.Begin();
        _writer.Connection.Close();
        _writer.Connection.Dispose();
        Insert(1, _writer.Transaction);
        _writer.Commit();
        _database.Ask<long>("SELECT count(*) FROM t").ShouldBe(1);
    }

    [Fact]
    public void Nothing_runs_on_the_lent_connection_outside_a_transaction()
    {
        Should.Throw<SharedDatabaseException>(() => Insert(1, null)).Message.ShouldContain("This write has ended");
        using var byDriver = new SqliteCommand("INSERT INTO t VALUES(1, 'x')", Connection);
        Should.Throw<SqliteException>(() => byDriver.ExecuteNonQuery()).SqliteExtendedErrorCode.ShouldBe(531);

        _writer.Begin();
        Insert(1, null);
        Should.Throw<SqliteException>(() => Connection.Execute("INSERT OR ROLLBACK INTO t VALUES(1, 'twice')"));
        _writer.InTransaction.ShouldBeFalse();
        Should.Throw<SharedDatabaseException>(() => Insert(2, null)).Message.ShouldContain("SQLite undid its transaction");
        _writer.Rollback();
        _database.Ask<long>("SELECT count(*) FROM t").ShouldBe(0);
    }

    [Fact]
    public void A_data_reader_that_is_left_open_hinders_nobody_after()
    {
        _writer.Do("INSERT INTO t VALUES(1, 'a'), (2, 'b')");
        _writer.Begin();
        _writer.Savepoint();
        var left = Connection.CreateCommand();
        left.CommandText = "SELECT * FROM t";
        left.ExecuteReader().Read().ShouldBeTrue();
        var byDriver = new SqliteCommand("SELECT * FROM t", Connection, (SqliteTransaction)_writer.Transaction);
        byDriver.ExecuteReader().Read().ShouldBeTrue();
        _writer.Release();
        _writer.Commit();

        using (PythonProgram.Run(_database.Path, "con.execute('DELETE FROM t WHERE id = 1')\nready()"))
        {
            _writer.Begin();
            _writer.Run("INSERT INTO t VALUES(3, 'c')").ShouldBe(1);
            _writer.Commit();
        }

        byDriver.Dispose();
        left.Dispose();
        _database.Ask<string>("SELECT group_concat(id) FROM t").ShouldBe("2,3");
    }

    public static TheoryData<string, object?[]> Statements => new()
    {
        { "INSERT INTO t VALUES($a, $b)", ["$a", 1, "$b", "text"] },
        { "INSERT INTO t VALUES(@a, @b)", ["b", "swapped", "a", 2] },
        { "INSERT INTO t VALUES(:a, :a)", [":a", 3] },
        { "INSERT INTO t VALUES($a, $b)", ["$a", 4] },
        { "INSERT INTO t VALUES($a, 'x')", ["$a", 5, "$more", 6] },
        { "INSERT INTO t VALUES(@a, $a)", ["a", 6] },
        { "INSERT INTO t VALUES(?, 'x')", ["a", 7] },
        { "INSERT INTO t VALUES(?1, 'x')", ["?1", 7] },
        { "INSERT INTO t VALUES($a, 'x')", ["$a", null] },
        { "INSERT INTO t VALUES($a, NULL)", ["$a", 8] },
        { "INSERT INTO t VALUES($a, 'x')", ["$a", DBNull.Value] },
        { "INSERT INTO t VALUES($a, 'x')", ["$a", double.NaN] },
        { "INSERT INTO t VALUES($a, 'x')", ["$a", new Version(1, 2)] },
        { "INSERT INTO t VALUES(10, 'x'); INSERT INTO t VALUES(11, $b)", ["$b", "second"] },
        { "INSERT INTO t VALUES(12, 'x') RETURNING name", [] },
        { "SELECT 7, 8", [] },
        { "SELECT NULL", [] },
        { "SELECT x'0102'", [] },
        { "SELECT 1.5", [] },
        { "SELECT 'text' WHERE 1 = 0", [] },
        { "CREATE TABLE u(a)", [] },
        { "nonsense", [] },
        { "", [] },
        { "-- nothing", [] },
        { "INSERT INTO t VALUES(1, abs(-9223372036854775808))", [] },
        { "PRAGMA table_info(t)", [] },
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public void Results_and_errors_are_those_of_the_driver(string sql, object?[] parameters)
    {
        using var other = new TemporaryDatabase().WithTable();
        using var driver = new SqliteConnection($"Data Source={other.Path};Pooling=False");
        driver.Open();
        using var driversTransaction = driver.BeginTransaction();
        _writer.Begin();

        for (var scalar = 0; scalar < 2; scalar++)
        {
            for (var round = 0; round < 2; round++)
            {
                Outcome(Connection, _writer.Transaction, sql, parameters, scalar == 1)
                    .ShouldBe(Outcome(driver, driversTransaction, sql, parameters, scalar == 1));
            }
        }

        const string All = "SELECT group_concat(id || typeof(id) || name || typeof(name)) FROM t";
        Outcome(Connection, _writer.Transaction, All, [], true).ShouldBe(Outcome(driver, driversTransaction, All, [], true));
        _writer.Rollback();
    }

    [Fact]
    public void An_explicit_size_or_type_of_a_parameter_is_kept_to()
    {
        _writer.Begin();
        using var command = Connection.CreateCommand();
        command.CommandText = "SELECT $text || typeof($real) || typeof($guid)";
        command.Parameters.Add(new SqliteParameter("$text", SqliteType.Text, 3) { Value = "abcdef" });
        command.Parameters.Add(new SqliteParameter("$real", SqliteType.Real) { Value = new DateTime(2024, 2, 29, 0, 0, 0, DateTimeKind.Utc) });
        command.Parameters.Add(new SqliteParameter("$guid", SqliteType.Blob) { Value = Guid.NewGuid() });
        command.ExecuteScalar().ShouldBe("abcrealblob");
        _writer.Rollback();
    }

    [Fact]
    public void A_command_of_the_callers_own_may_be_prepared_and_run_many_times()
    {
        _writer.Begin();
        using var command = Connection.CreateCommand();
        command.CommandText = "INSERT INTO t VALUES($id, 'x')";
        var id = command.Parameters.Add("$id", SqliteType.Integer);
        id.Value = 0;
        command.Prepare();
        for (var i = 1; i <= 3; i++)
        {
            id.Value = i;
            command.ExecuteNonQuery().ShouldBe(1);
        }

        _writer.Commit();
        _database.Ask<string>("SELECT group_concat(id) FROM t").ShouldBe("1,2,3");
    }

    private static string Outcome(
        SqliteConnection connection, DbTransaction transaction, string sql, object?[] parameters, bool scalar)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.Transaction = (SqliteTransaction)transaction;
            command.CommandText = sql;
            for (var i = 0; i < parameters.Length; i += 2)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = (string)parameters[i]!, Value = parameters[i + 1] });
            }

            var result = scalar ? command.ExecuteScalar() : command.ExecuteNonQuery();
            return $"{result?.GetType().Name}: {(result is byte[] bytes ? Convert.ToHexString(bytes) : result)}";
        }
        catch (SqliteException error)
        {
            return $"{error.SqliteErrorCode}/{error.SqliteExtendedErrorCode} {error.Message}";
        }
        catch (InvalidOperationException error)
        {
            return error.Message;
        }
    }

    private void Insert(int id, DbTransaction? transaction)
    {
        using var command = Connection.CreateCommand();
        command.Transaction = (SqliteTransaction?)transaction;
        command.CommandText = "INSERT INTO t VALUES($id, 'x')";
        command.Parameters.AddWithValue("$id", id);
        command.ExecuteNonQuery().ShouldBe(1);
    }
}
