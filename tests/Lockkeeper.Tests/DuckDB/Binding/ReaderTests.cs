using System.Data;
using System.Text;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Tests.DuckDB.Binding;

public sealed class ReaderTests : MemoryDatabase
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_million_rows_are_read_each_once_and_in_order(bool streaming)
    {
        using var command = new DuckDBCommand(
            "SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE i * 2 END, 'row number ' || i FROM range(1_000_000) t(i) ORDER BY i", Connection)
        { Streaming = streaming };
        using var reader = command.ExecuteReader();
        var row = 0;
        for (; reader.Read(); row++)
        {
            if (reader.GetInt32(0) != row || reader.IsDBNull(1) != (row % 7 == 0) || (row % 7 != 0 && reader.GetInt64(1) != row * 2L)
                || (row % 1_000 == 0 && reader.GetString(2) != $"row number {row}"))
            {
                Assert.Fail($"Row {row} is wrong.");
            }
        }

        row.ShouldBe(1_000_000);
        reader.Read().ShouldBeFalse();
    }

    [Fact]
    public void Several_statements_give_their_results_and_count_what_they_changed()
    {
        using var reader = Read("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2), (3); SELECT a FROM t ORDER BY a; UPDATE t SET a = a + 1 WHERE a > 1; SELECT 'x' AS x, 'y' AS y; DELETE FROM t");
        reader.RecordsAffected.ShouldBe(3);
        reader.GetName(0).ShouldBe("a");
        reader.Read().ShouldBeTrue();
        reader.NextResult().ShouldBeTrue();
        reader.RecordsAffected.ShouldBe(5);
        reader.FieldCount.ShouldBe(2);
        reader.Read().ShouldBeTrue();
        reader.GetString(1).ShouldBe("y");
        reader.NextResult().ShouldBeFalse();
        reader.RecordsAffected.ShouldBe(8);
        reader.FieldCount.ShouldBe(0);
    }

    [Fact]
    public void Closing_a_reader_runs_the_statements_that_are_left()
    {
        Execute("CREATE TABLE t (a INTEGER)");
        Read("SELECT 1; INSERT INTO t VALUES (1)").Dispose();
        Scalar("SELECT count(*) FROM t").ShouldBe(1L);
        Scalar("SELECT 7; INSERT INTO t VALUES (2)").ShouldBe(7);
        Scalar("SELECT count(*) FROM t").ShouldBe(2L);
    }

    [Fact]
    public void Closing_a_reader_after_an_error_runs_nothing_more()
    {
        Execute("CREATE TABLE t (a INTEGER)");
        using (var reader = Read("SELECT 1; SELECT * FROM nowhere; INSERT INTO t VALUES (1)"))
        {
            Should.Throw<DuckDBException>(() => reader.NextResult());
        }

        Scalar("SELECT count(*) FROM t").ShouldBe(0L);
    }

    [Fact]
    public void Rows_that_are_returned_by_what_changed_them_count_as_changed()
    {
        Execute("CREATE TABLE t (a INTEGER)");
        using var reader = Read("INSERT INTO t VALUES (1), (2), (3) RETURNING a; UPDATE t SET a = 0 WHERE a > 1 RETURNING a; DELETE FROM t WHERE a = 1 RETURNING a");
        reader.RecordsAffected.ShouldBe(3);
        reader.NextResult().ShouldBeTrue();
        reader.NextResult().ShouldBeTrue();
        reader.RecordsAffected.ShouldBe(6);
    }

    [Fact]
    public void What_changes_no_rows_counts_none()
    {
        Execute("CREATE TABLE t (a INTEGER)").ShouldBe(-1);
        Execute("SELECT 1").ShouldBe(-1);
        Execute("INSERT INTO t SELECT * FROM range(5000)").ShouldBe(5000);
        Execute("DELETE FROM t WHERE a < 0").ShouldBe(0);
        Execute("-- nothing").ShouldBe(-1);
        Scalar("INSERT INTO t VALUES (1), (2) RETURNING a").ShouldBe(1);
        Scalar("SELECT 1 WHERE false").ShouldBeNull();
        Scalar("SELECT NULL").ShouldBe(DBNull.Value);
    }

    [Fact]
    public void There_are_rows_before_the_first_is_read()
    {
        using var reader = Read("SELECT 1 UNION ALL SELECT 2");
        reader.HasRows.ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => reader.GetInt32(0)).Message.ShouldContain("Read()");
        reader.Read().ShouldBeTrue();
        reader.GetInt32(0).ShouldBe(1);
        reader.HasRows.ShouldBeTrue();
        reader.Read().ShouldBeTrue();
        reader.Read().ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => reader.GetInt32(0));
        using var none = Read("SELECT 1 WHERE false");
        none.HasRows.ShouldBeFalse();
        none.Read().ShouldBeFalse();
    }

    [Fact]
    public void The_schema_says_names_types_and_digits()
    {
        using var reader = Read("SELECT 1 AS id, 1.5::DECIMAL(9,2) AS amount, [1] AS list, 'x' AS \"Id\"");
        var table = reader.GetSchemaTable()!;
        table.Rows.Cast<DataRow>().Select(row => (string)row["ColumnName"]).ShouldBe(["id", "amount", "list", "Id"]);
        table.Rows[1]["NumericPrecision"].ShouldBe((short)9);
        table.Rows[1]["NumericScale"].ShouldBe((short)2);
        table.Rows[1]["DataType"].ShouldBe(typeof(decimal));
        table.Rows[2]["DataTypeName"].ShouldBe("INTEGER[]");
        reader.GetColumnSchema()[1].NumericScale.ShouldBe(2);
        reader.GetOrdinal("Id").ShouldBe(3);
        reader.GetOrdinal("AMOUNT").ShouldBe(1);
        Should.Throw<IndexOutOfRangeException>(() => reader.GetOrdinal("nope")).Message.ShouldBe("The result has no column 'nope', but id, amount, list, Id.");
        reader.GetDuckDBType(1).ShouldBe(DuckDBType.Decimal);
    }

    [Fact]
    public void A_result_fills_a_table_of_data()
    {
        using var table = new DataTable();
        using (var reader = Read("SELECT i AS id, i::VARCHAR AS name FROM range(3) t(i)"))
        {
            table.Load(reader);
        }

        table.Rows.Count.ShouldBe(3);
        table.Rows[2]["name"].ShouldBe("2");
    }

    [Fact]
    public void A_number_is_read_as_any_type_that_holds_it()
    {
        using var reader = Read("SELECT 300, 2::HUGEINT, 1.5::DECIMAL(4,2), 7::UTINYINT, sum(1::BIGINT), 1e300, -1 FROM range(3)");
        reader.Read().ShouldBeTrue();
        reader.GetInt16(0).ShouldBe((short)300);
        reader.GetInt64(0).ShouldBe(300);
        reader.GetFieldValue<ulong>(0).ShouldBe(300UL);
        reader.GetDouble(0).ShouldBe(300);
        reader.GetDecimal(0).ShouldBe(300);
        Should.Throw<OverflowException>(() => reader.GetByte(0));
        reader.GetInt32(1).ShouldBe(2);
        reader.GetDouble(2).ShouldBe(1.5);
        reader.GetFieldValue<int?>(3).ShouldBe(7);
        reader.GetInt64(4).ShouldBe(3);
        Should.Throw<InvalidCastException>(() => reader.GetInt32(2)).Message.ShouldBe("A value of the type DECIMAL(4,2) cannot be read as Int64, but as Decimal.");
        Should.Throw<OverflowException>(() => reader.GetDecimal(5));
        Should.Throw<OverflowException>(() => reader.GetFieldValue<uint>(6));
        Should.Throw<InvalidCastException>(() => reader.GetString(0));
    }

    [Fact]
    public void A_NULL_is_for_nullable_types_only()
    {
        using var reader = Read("SELECT NULL::INTEGER, NULL::VARCHAR, NULL::DECIMAL(4,1), NULL::UUID");
        reader.Read().ShouldBeTrue();
        reader.GetFieldValue<int?>(0).ShouldBeNull();
        reader.GetFieldValue<object>(1).ShouldBe(DBNull.Value);
        Should.Throw<InvalidCastException>(() => reader.GetInt32(0)).Message.ShouldContain("IsDBNull");
        Should.Throw<InvalidCastException>(() => reader.GetString(1));
        Should.Throw<InvalidCastException>(() => reader.GetDecimal(2));
        Should.Throw<InvalidCastException>(() => reader.GetGuid(3));
        Should.Throw<InvalidCastException>(() => reader.GetFieldValue<string>(1));
    }

    [Fact]
    public void Bytes_and_characters_are_read_in_pieces_and_without_a_copy()
    {
        using var reader = Read("SELECT '\\x01\\x02\\x03'::BLOB, 'grün'");
        reader.Read().ShouldBeTrue();
        reader.GetBytes(0, 0, null, 0, 0).ShouldBe(3);
        var bytes = new byte[2];
        reader.GetBytes(0, 1, bytes, 0, 2).ShouldBe(2);
        bytes.ShouldBe([2, 3]);
        reader.GetBytes(0, 9, bytes, 0, 2).ShouldBe(0);
        var text = new char[4];
        reader.GetChars(1, 0, text, 0, 4).ShouldBe(4);
        new string(text).ShouldBe("grün");
        Encoding.UTF8.GetString(reader.GetUtf8OrBlob(1)).ShouldBe("grün");
        reader.GetStream(0).Length.ShouldBe(3);
        reader.GetTextReader(1).ReadToEnd().ShouldBe("grün");
    }

    [Fact]
    public void Two_commands_read_at_once_from_one_connection()
    {
        using var first = Read("SELECT i FROM range(10_000) t(i) ORDER BY i");
        using var second = Read("SELECT i * 2 FROM range(10_000) t(i) ORDER BY i");
        for (var i = 0; first.Read() & second.Read(); i++)
        {
            (first.GetInt32(0), second.GetInt32(0)).ShouldBe((i, i * 2));
        }

        Scalar("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public void An_error_in_the_midst_of_a_stream_is_thrown_as_it_is_reached()
    {
        using var command = new DuckDBCommand("SELECT CASE WHEN i = 500_000 THEN error('half way') ELSE i END FROM range(1_000_000) t(i)", Connection) { Streaming = true };
        var rows = 0;
        var exception = Should.Throw<DuckDBException>(() =>
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                rows++;
            }
        });
        exception.Message.ShouldContain("half way");
        rows.ShouldBeLessThan(500_000);
        Scalar("SELECT 1").ShouldBe(1);
    }
}
