using Lockkeeper.Engines;
using Lockkeeper.Sqlite.Errors;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Sqlite;

public sealed class ErrorsTests
{
    [Theory]
    [InlineData(5, EngineErrorClass.Busy)] // BUSY
    [InlineData(261, EngineErrorClass.Busy)] // BUSY_RECOVERY
    [InlineData(517, EngineErrorClass.Replay)] // BUSY_SNAPSHOT
    [InlineData(773, EngineErrorClass.Busy)] // BUSY_TIMEOUT
    [InlineData(262, EngineErrorClass.Busy)] // LOCKED_SHAREDCACHE
    [InlineData(6, EngineErrorClass.Statement)] // LOCKED: by the same connection
    [InlineData(15, EngineErrorClass.Busy)] // PROTOCOL
    [InlineData(9, EngineErrorClass.Interrupted)] // INTERRUPT
    [InlineData(13, EngineErrorClass.DiskFull)] // FULL
    [InlineData(10, EngineErrorClass.Io)] // IOERR
    [InlineData(1034, EngineErrorClass.Io)] // IOERR_FSYNC
    [InlineData(4874, EngineErrorClass.Io)] // IOERR_SHMSIZE
    [InlineData(3082, EngineErrorClass.Statement)] // IOERR_NOMEM
    [InlineData(11, EngineErrorClass.Unusable)] // CORRUPT
    [InlineData(779, EngineErrorClass.Unusable)] // CORRUPT_INDEX
    [InlineData(26, EngineErrorClass.Unusable)] // NOTADB
    [InlineData(14, EngineErrorClass.Unusable)] // CANTOPEN
    [InlineData(1032, EngineErrorClass.Unusable)] // READONLY_DBMOVED
    [InlineData(2067, EngineErrorClass.Statement)] // CONSTRAINT_UNIQUE
    [InlineData(1, EngineErrorClass.Statement)] // ERROR
    public void An_error_is_classified_by_its_extended_code(int code, EngineErrorClass expected) =>
        SqliteErrors.Classify(new SqliteException("database is locked", code & 0xff, code)).ShouldBe(expected);

    [Fact]
    public void An_error_of_another_kind_is_the_statements_own() =>
        SqliteErrors.Classify(new InvalidOperationException("database is locked")).ShouldBe(EngineErrorClass.Statement);

    [Fact]
    public void A_constraint_violation_carries_the_statement_and_the_drivers_exception()
    {
        var driver = new SqliteException("SQLite Error 19: 'UNIQUE constraint failed: t.id'.", 19, 1555);
        var error = SqliteErrors.Translate(driver, "INSERT INTO t VALUES($1)", "/data/app.db").ShouldBeOfType<SharedDatabaseException>();
        error.Kind.ShouldBe(SharedDatabaseErrorKind.Engine);
        error.IsTransient.ShouldBeFalse();
        error.InnerException.ShouldBeSameAs(driver);
        error.Message.ShouldBe(
            "SQLite refused the statement: SQLite Error 19: 'UNIQUE constraint failed: t.id', extended code 1555. Statement: INSERT INTO t VALUES($1)");
    }

    [Fact]
    public void A_callers_own_code_gets_the_drivers_exception()
    {
        var driver = new SqliteException("", 19, 1555);
        SqliteErrors.Translate(driver, null, "/data/app.db").ShouldBeSameAs(driver);
        var other = new FormatException();
        SqliteErrors.Translate(other, "INSERT", "/data/app.db").ShouldBeSameAs(other);
    }

    [Theory]
    [InlineData(13, "is full")]
    [InlineData(11, "damaged")]
    [InlineData(1032, "can no longer write")]
    [InlineData(778, "failed to read or write")]
    public void An_error_of_the_file_says_what_to_do(int code, string text) =>
        SqliteErrors.Translate(new SqliteException("SQLite Error", code & 0xff, code), "DELETE FROM t", "/data/app.db")
            .Message.ShouldContain(text);

    [Fact]
    public void A_full_disk_has_its_own_kind_also_in_a_callers_code()
    {
        var error = SqliteErrors.Translate(new SqliteException("", 13, 13), null, "/data/app.db").ShouldBeOfType<SharedDatabaseException>();
        error.Kind.ShouldBe(SharedDatabaseErrorKind.DiskFull);
        error.IsTransient.ShouldBeTrue();
        SqliteErrors.Classify(error).ShouldBe(EngineErrorClass.DiskFull);
    }

    [Fact]
    public void A_long_statement_is_cut() =>
        SqliteErrors.Translate(new SqliteException("", 1, 1), new string('x', 5_000), "a").Message.Length.ShouldBeLessThan(1_200);
}
