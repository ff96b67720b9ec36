using Lockkeeper.DuckDB;
using Lockkeeper.DuckDB.Statements;

namespace Lockkeeper.Tests.DuckDB.Binding;

public sealed class ErrorTests : MemoryDatabase
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-duckdb-");

    [Theory]
    [InlineData("SELEC 1", DuckDBErrorType.Parser, "Parser Error: syntax error at or near \"SELEC\"")]
    [InlineData("SELECT 1; SELEC 1", DuckDBErrorType.Parser, "syntax error")]
    [InlineData("SELECT * FROM nope", DuckDBErrorType.Catalog, "Table with name nope does not exist")]
    [InlineData("SELECT nope", DuckDBErrorType.Binder, "nope")]
    [InlineData("SELECT 'x'::INTEGER", DuckDBErrorType.Conversion, "Could not convert string 'x' to INT32")]
    [InlineData("SELECT 200::TINYINT", DuckDBErrorType.Conversion, "200")]
    [InlineData("SELECT 9223372036854775807 + 1", DuckDBErrorType.OutOfRange, "Overflow")]
    [InlineData("CREATE TABLE t (a INTEGER CHECK (a > 0)); INSERT INTO t VALUES (0)", DuckDBErrorType.Constraint, "CHECK")]
    [InlineData("COMMIT", DuckDBErrorType.Transaction, "no transaction is active")]
    [InlineData("SELECT * FROM read_csv('/no/such/file.csv')", DuckDBErrorType.IO, "/no/such/file.csv")]
    [InlineData("SELECT error('on purpose')", DuckDBErrorType.InvalidInput, "on purpose")]
    public void DuckDB_s_own_message_and_kind_arrive(string sql, DuckDBErrorType type, string message)
    {
        var exception = Should.Throw<DuckDBException>(() => Execute(sql));
        exception.Message.ShouldContain(message);
        exception.ErrorType.ShouldBe(type);
        exception.ErrorCode.ShouldBe((int)type);
    }

    [Fact]
    public void A_conflict_is_transient_and_nothing_else()
    {
        Execute("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)");
        using var other = Instance.Connect();
        using var mine = Connection.BeginTransaction();
        using var theirs = other.BeginTransaction();
        Execute("UPDATE t SET a = 2");
        using var command = new DuckDBCommand("UPDATE t SET a = 3", other);
        var exception = Should.Throw<DuckDBException>(() => command.ExecuteNonQuery());
        exception.ErrorType.ShouldBe(DuckDBErrorType.Transaction);
        exception.IsTransient.ShouldBeTrue();
        theirs.Rollback();
        mine.Commit();
        Should.Throw<DuckDBException>(() => Execute("nope")).IsTransient.ShouldBeFalse();
    }

    [Fact]
    public void What_cannot_be_opened_says_why()
    {
        var text = Path.Combine(_folder.FullName, "text.duckdb");
        File.WriteAllText(text, new string('x', 10_000));
        var exception = Should.Throw<DuckDBException>(() => DuckDBInstance.Open(text));
        exception.ErrorType.ShouldBe(DuckDBErrorType.IO);
        exception.Message.ShouldContain("not a valid DuckDB database file");
        Should.Throw<DuckDBException>(() => DuckDBInstance.Open(text)).Message.ShouldBe(exception.Message);
        Should.Throw<DuckDBException>(() => DuckDBInstance.Open(Path.Combine(_folder.FullName, "no", "such.duckdb"))).ErrorType.ShouldBe(DuckDBErrorType.IO);
        Should.Throw<DuckDBException>(() => DuckDBInstance.Open(Path.Combine(_folder.FullName, "none.duckdb"), new() { ReadOnly = true })).Message.ShouldContain("none.duckdb");
        Should.Throw<DuckDBException>(() => DuckDBInstance.Open(":memory:", new() { Settings = { ["nope"] = "1" } })).Message
            .ShouldContain("nope");
    }

    [Fact]
    public void A_read_only_database_takes_no_writes()
    {
        var path = Path.Combine(_folder.FullName, "a.duckdb");
        using (var instance = DuckDBInstance.Open(path))
        using (var connection = instance.Connect())
        using (var command = new DuckDBCommand("CREATE TABLE t (a INTEGER)", connection))
        {
            command.ExecuteNonQuery();
        }

        using var readOnly = new DuckDBConnection($"Data Source={path};Read Only=true;threads=1");
        readOnly.Open();
        using var write = new DuckDBCommand("INSERT INTO t VALUES (1)", readOnly);
        var exception = Should.Throw<DuckDBException>(() => write.ExecuteNonQuery());
        exception.ErrorType.ShouldBe(DuckDBErrorType.InvalidInput);
        exception.Message.ShouldContain("read-only");
        write.CommandText = "SELECT current_setting('threads')";
        write.ExecuteScalar().ShouldBe(1L);
    }

    [Fact]
    public void Every_kind_of_error_that_a_message_can_begin_with_is_known()
    {
        ErrorNames.TypeOf("Parser Error: x").ShouldBe(DuckDBErrorType.Parser);
        ErrorNames.TypeOf("TransactionContext Error: x").ShouldBe(DuckDBErrorType.Transaction);
        ErrorNames.TypeOf("IO Error: x: Error: y").ShouldBe(DuckDBErrorType.IO);
        ErrorNames.TypeOf("something else: x").ShouldBe(DuckDBErrorType.Invalid);
        ErrorNames.TypeOf(" Error: x").ShouldBe(DuckDBErrorType.Invalid);
        ErrorNames.TypeOf(null).ShouldBe(DuckDBErrorType.Invalid);
    }

    [Fact]
    public void A_failed_statement_of_a_transaction_leaves_only_the_rollback()
    {
        Execute("CREATE TABLE t (a INTEGER PRIMARY KEY)");
        using var transaction = Connection.BeginTransaction();
        Should.Throw<InvalidOperationException>(() => Connection.BeginTransaction()).Message.ShouldContain("nest");
        Execute("INSERT INTO t VALUES (1)");
        Should.Throw<DuckDBException>(() => Execute("INSERT INTO t VALUES (1)"));
        Should.Throw<DuckDBException>(() => Scalar("SELECT 1")).ErrorType.ShouldBe(DuckDBErrorType.Transaction);
        transaction.Rollback();
        Should.Throw<InvalidOperationException>(transaction.Commit);
        Scalar("SELECT count(*) FROM t").ShouldBe(0L);
        Should.Throw<NotSupportedException>(() => Connection.BeginTransaction(System.Data.IsolationLevel.Serializable));
    }
}
