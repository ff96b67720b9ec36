using Lockkeeper.DuckDB;

namespace Lockkeeper.Tests.DuckDB.Binding;

public sealed class AppenderTests : MemoryDatabase
{
    [Fact]
    public void Rows_of_many_chunks_arrive_each_once()
    {
        Execute("CREATE TABLE t (id BIGINT, half INTEGER, amount DECIMAL(10,2), text VARCHAR)");
        using (var appender = Connection.CreateAppender("main", "t"))
        {
            for (var i = 0; i < 300_000; i++)
            {
                var row = appender.CreateRow().Append(i);
                row = i % 2 == 0 ? row.Append(i / 2) : row.AppendNull();
                row.Append(i / 100m).Append(i % 3 == 0 ? null : $"a text of {i} that is long").EndRow();
            }

            appender.Close();
        }

        using var reader = Read("SELECT id, half, amount, text FROM t ORDER BY id");
        var rows = 0;
        for (; reader.Read(); rows++)
        {
            if (reader.GetInt64(0) != rows || reader.GetFieldValue<int?>(1) != (rows % 2 == 0 ? rows / 2 : null) || reader.GetDecimal(2) != rows / 100m
                || reader.IsDBNull(3) != (rows % 3 == 0) || (rows % 3 != 0 && reader.GetString(3) != $"a text of {rows} that is long"))
            {
                Assert.Fail($"Row {rows} is wrong.");
            }
        }

        rows.ShouldBe(300_000);
    }

    [Fact]
    public void A_number_goes_into_every_column_that_holds_it()
    {
        Execute("CREATE TABLE t (a TINYINT, b UBIGINT, c DOUBLE, d DECIMAL(4,1), e HUGEINT, f FLOAT)");
        using (var appender = Connection.CreateAppender(null, "t"))
        {
            appender.AppendRow(1L, 2, 3, 4.25m, (byte)5, 6);
            appender.AppendRow((Int128)1, ulong.MaxValue, 3m, -4.25, 5, 1.5);
            appender.CreateRow().Append(9).Append(9UL).Append(9f).Append(9).Append(9).Append(9m).EndRow();
            Should.Throw<OverflowException>(() => appender.CreateRow().Append(128)).ShouldNotBeNull();
            Should.Throw<OverflowException>(() => appender.AppendRow(1, -1, 0, 0, 0, 0));
            Should.Throw<OverflowException>(() => appender.AppendRow(1, 1, 0, 1000m, 0, 0)).Message.ShouldBe("1000 has too many digits for a DECIMAL(4,1).");
            Should.Throw<InvalidCastException>(() => appender.CreateRow().Append("x"));
            appender.Close();
        }

        using var reader = Read("SELECT * FROM t");
        reader.Read().ShouldBeTrue();
        reader.GetDecimal(3).ShouldBe(4.3m);
        reader.Read().ShouldBeTrue();
        reader.GetFieldValue<ulong>(1).ShouldBe(ulong.MaxValue);
        reader.GetDecimal(3).ShouldBe(-4.3m);
        reader.Read().ShouldBeTrue();
        reader.GetDouble(5).ShouldBe(9);
        reader.Read().ShouldBeFalse();
    }

    [Fact]
    public void A_row_that_was_dropped_leaves_nothing_behind()
    {
        Execute("CREATE TABLE t (a INTEGER, b VARCHAR)");
        using (var appender = Connection.CreateAppender(null, "t"))
        {
            appender.CreateRow().AppendNull().AppendNull();
            appender.CreateRow().Append(1).Append("x").EndRow();
            Should.Throw<InvalidOperationException>(() => appender.CreateRow().Append(1).EndRow()).Message.ShouldBe("The row has 1 values, the table 2 columns.");
            Should.Throw<InvalidOperationException>(() => appender.CreateRow().Append(1).Append("x").Append(2)).Message.ShouldContain("EndRow");
            Should.Throw<ArgumentException>(() => appender.AppendRow(1)).Message.ShouldContain("2 columns");
            appender.Close();
        }

        using var reader = Read("SELECT a, b FROM t");
        reader.Read().ShouldBeTrue();
        (reader.GetInt32(0), reader.GetString(1)).ShouldBe((1, "x"));
        reader.Read().ShouldBeFalse();
    }

    [Fact]
    public void Without_Close_nothing_is_written()
    {
        Execute("CREATE TABLE t (a INTEGER)");
        using (var appender = Connection.CreateAppender(null, "t"))
        {
            appender.CreateRow().Append(1).EndRow();
            appender.Flush();
            appender.CreateRow().Append(2).EndRow();
        }

        Scalar("SELECT count(*) FROM t").ShouldBe(1L);
    }

    [Fact]
    public void A_transaction_takes_appended_rows_back()
    {
        Execute("CREATE TABLE t (a INTEGER)");
        using (Connection.BeginTransaction())
        using (var appender = Connection.CreateAppender(null, "t"))
        {
            for (var i = 0; i < 500_000; i++)
            {
                appender.CreateRow().Append(i).EndRow();
            }

            appender.Close();
            Scalar("SELECT count(*) FROM t").ShouldBe(500_000L);
        }

        Scalar("SELECT count(*) FROM t").ShouldBe(0L);
    }

    [Fact]
    public void A_constraint_is_reported_and_the_rows_are_not_there()
    {
        Execute("CREATE TABLE t (a INTEGER PRIMARY KEY)");
        var appender = Connection.CreateAppender(null, "t");
        appender.CreateRow().Append(1).EndRow();
        appender.CreateRow().Append(1).EndRow();
        var exception = Should.Throw<DuckDBException>(appender.Close);
        exception.ErrorType.ShouldBe(DuckDBErrorType.Constraint);
        exception.Message.ShouldContain("1");
        appender.Dispose();
        Scalar("SELECT count(*) FROM t").ShouldBe(0L);
    }

    [Fact]
    public void A_default_is_what_the_table_says()
    {
        Execute("CREATE TABLE t (a INTEGER DEFAULT 42, b VARCHAR DEFAULT 'a default of many bytes', c INTEGER)");
        using (var appender = Connection.CreateAppender(null, "t"))
        {
            appender.CreateRow().AppendDefault().AppendDefault().AppendDefault().EndRow();
            appender.CreateRow().Append(1).Append("b"u8).Append(2).EndRow();
            appender.Close();
        }

        using var reader = Read("SELECT * FROM t");
        reader.Read().ShouldBeTrue();
        (reader.GetInt32(0), reader.GetString(1), reader.IsDBNull(2)).ShouldBe((42, "a default of many bytes", true));
        reader.Read().ShouldBeTrue();
        (reader.GetInt32(0), reader.GetString(1), reader.GetInt32(2)).ShouldBe((1, "b", 2));
    }

    [Fact]
    public void Bad_use_is_told()
    {
        Should.Throw<DuckDBException>(() => Connection.CreateAppender(null, "nope")).Message.ShouldContain("nope");
        Execute("CREATE TABLE t (a INTEGER[], b ENUM('x'), c VARCHAR)");
        var appender = Connection.CreateAppender(null, "t");
        Should.Throw<InvalidCastException>(() => appender.CreateRow().Append(1)).Message.ShouldContain("INSERT … SELECT");
        Should.Throw<ArgumentException>(() => appender.CreateRow().AppendNull().Append("y")).Message.ShouldStartWith("'y' is no value of the type ENUM('x').");
        Should.Throw<ArgumentException>(() => appender.CreateRow().AppendNull().AppendNull().Append([(byte)0xff])).Message.ShouldContain("UTF-8");
        var row = appender.CreateRow();
        appender.Dispose();
        Should.Throw<ObjectDisposedException>(() => appender.CreateRow());
        Should.Throw<InvalidOperationException>(() => row.Append(1));
        var lost = Connection.CreateAppender(null, "t");
        Connection.Close();
        Should.Throw<ObjectDisposedException>(lost.Flush);
    }
}
