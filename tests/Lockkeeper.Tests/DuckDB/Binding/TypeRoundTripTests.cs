using System.Collections;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Tests.DuckDB.Binding;

public sealed class TypeRoundTripTests : MemoryDatabase
{
    private static readonly string LongText = new('ü', 3_000);

    public static TheoryData<string, object> Values => new()
    {
        { "BOOLEAN", true }, { "BOOLEAN", false },
        { "TINYINT", sbyte.MinValue }, { "TINYINT", sbyte.MaxValue }, { "UTINYINT", byte.MaxValue },
        { "SMALLINT", short.MinValue }, { "USMALLINT", ushort.MaxValue },
        { "INTEGER", int.MinValue }, { "INTEGER", int.MaxValue }, { "UINTEGER", uint.MaxValue },
        { "BIGINT", long.MinValue }, { "BIGINT", long.MaxValue }, { "UBIGINT", ulong.MaxValue },
        { "HUGEINT", Int128.MinValue }, { "HUGEINT", Int128.MaxValue }, { "HUGEINT", (Int128)(-1) }, { "UHUGEINT", UInt128.MaxValue },
        { "BIGNUM", BigInteger.Zero }, { "BIGNUM", BigInteger.Pow(-7, 201) }, { "BIGNUM", BigInteger.Pow(2, 400) }, { "BIGNUM", new BigInteger(-255) },
        { "FLOAT", 1.5f }, { "FLOAT", float.NaN }, { "FLOAT", float.NegativeInfinity },
        { "DOUBLE", -0.1 }, { "DOUBLE", double.MaxValue }, { "DOUBLE", double.PositiveInfinity },
        { "DECIMAL(4,1)", -999.9m }, { "DECIMAL(9,4)", 99999.9999m }, { "DECIMAL(18,6)", -999999999999.999999m },
        { "DECIMAL(29,0)", decimal.MaxValue }, { "DECIMAL(38,10)", 1234567890123456789.0123456789m }, { "DECIMAL(38,28)", 0.0000000000000000000000000001m },
        { "VARCHAR", "" }, { "VARCHAR", "twelve bytes" }, { "VARCHAR", "thirteen byte" }, { "VARCHAR", "a\0b" }, { "VARCHAR", "Grüße 🚢" }, { "VARCHAR", LongText },
        { "BLOB", Array.Empty<byte>() }, { "BLOB", new byte[] { 0, 1, 255 } }, { "BLOB", new byte[100_000] },
        { "BIT", Bits("1") }, { "BIT", Bits("10101010") }, { "BIT", Bits("000000001") },
        { "UUID", Guid.Empty }, { "UUID", new Guid("6f1c1b6e-0000-4000-8000-00000000abcd") }, { "UUID", new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff") },
        { "DATE", DateOnly.MinValue }, { "DATE", DateOnly.MaxValue }, { "DATE", new DateOnly(1969, 12, 31) },
        { "TIME", TimeOnly.MinValue }, { "TIME", new TimeOnly(23, 59, 59, 999, 999) }, { "TIME_NS", new TimeOnly(1, 2, 3, 4, 5) },
        { "TIMETZ", new DuckDBTimeTz(new(12, 34, 56), TimeSpan.FromHours(-3.5)) }, { "TIMETZ", new DuckDBTimeTz(new(0, 0), new TimeSpan(15, 59, 59)) },
        { "TIMESTAMP", new DateTime(2024, 2, 29, 12, 34, 56, 789, 123) }, { "TIMESTAMP", DateTime.MinValue }, { "TIMESTAMP", new DateTime(1969, 12, 31, 23, 59, 59, 999, 999) },
        { "TIMESTAMP_S", new DateTime(1901, 2, 3, 4, 5, 6) }, { "TIMESTAMP_MS", new DateTime(1901, 2, 3, 4, 5, 6, 7) }, { "TIMESTAMP_NS", new DateTime(1901, 2, 3, 4, 5, 6, 7, 8) },
        { "TIMESTAMPTZ", new DateTimeOffset(2024, 2, 29, 12, 34, 56, TimeSpan.Zero) },
        { "INTERVAL", new DuckDBInterval(13, -2, 3_000_001) },
        { "ENUM('red', 'green')", "green" },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void A_parameter_comes_back_as_it_went(string type, object value)
    {
        using var reader = Read($"SELECT $1::{type}", value);
        reader.Read().ShouldBeTrue();
        reader.GetValue(0).ShouldBe(value);
        reader.GetFieldType(0).ShouldBe(value.GetType());
        reader.GetFieldValue<object>(0).ShouldBe(value);
        reader.IsDBNull(0).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void An_appended_value_comes_back_as_it_went(string type, object value)
    {
        Execute($"CREATE TABLE t (v {type}, n {type})");
        using (var appender = Connection.CreateAppender(null, "t"))
        {
            appender.AppendRow(value, null);
            appender.Close();
        }

        using var reader = Read("SELECT v, n FROM t");
        reader.Read().ShouldBeTrue();
        reader.GetValue(0).ShouldBe(value);
        reader.GetValue(1).ShouldBe(DBNull.Value);
        reader.IsDBNull(1).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void A_list_of_them_has_its_NULLs(string type, object value)
    {
        using var reader = Read($"SELECT [$1::{type}, NULL, $1::{type}], {{'a': $1::{type}, 'b': NULL::{type}}}", value);
        reader.Read().ShouldBeTrue();
        reader.GetValue(0).ShouldBeOfType<object[]>().ShouldBe(new object?[] { value, null, value });
        var fields = reader.GetFieldValue<Dictionary<string, object?>>(1);
        fields["A"].ShouldBe(value);
        fields["b"].ShouldBeNull();
    }

    [Fact]
    public void Any_text_comes_back() => Returns<string>("VARCHAR", text => text is not null && text.IsNormalized());

    [Fact]
    public void Any_number_comes_back()
    {
        Returns<int>("INTEGER");
        Returns<long>("BIGINT");
        Returns<ulong>("UBIGINT");
        Returns<double>("DOUBLE");
        Returns<BigInteger>("BIGNUM");
        Returns<short>("SMALLINT");
        Returns<Guid>("UUID");
    }

    [Fact]
    public void Any_blob_comes_back() => Returns<byte[]>("BLOB", bytes => bytes is not null, (a, b) => a.SequenceEqual(b));

    [Fact]
    public void Any_decimal_that_DuckDB_can_hold_comes_back() => Prop
        .ForAll(ArbMap.Default.ArbFor<decimal>(), value => (decimal)Scalar("SELECT $1", value)! == value)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_time_is_cut_to_microseconds_towards_the_past() => Prop
        .ForAll(ArbMap.Default.ArbFor<DateTime>(), value =>
            First<DateTime>("SELECT $1", value).Ticks == value.Ticks - (value.Ticks % TimeSpan.TicksPerMicrosecond))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void An_instant_comes_back_as_the_instant_in_UTC()
    {
        var there = new DateTimeOffset(2024, 2, 29, 12, 34, 56, TimeSpan.FromHours(-3.5));
        var back = First<DateTimeOffset>("SELECT $1", there);
        back.ShouldBe(there);
        back.Offset.ShouldBe(TimeSpan.Zero);
        First<DateTime>("SELECT $1", there).Kind.ShouldBe(DateTimeKind.Utc);
    }

    [Fact]
    public void Values_outside_of_the_dotnet_type_are_an_error_and_never_another_value()
    {
        foreach (var sql in new[]
        {
            "SELECT DATE 'infinity'", "SELECT TIMESTAMP '-infinity'", "SELECT TIMESTAMP '12024-01-01'", "SELECT TIME '24:00:00'",
            "SELECT 99999999999999999999999999999999999999::DECIMAL(38,0)", "SELECT TIMETZ '24:00:00+00'", "SELECT 'infinity'::TIMESTAMP_NS",
        })
        {
            Should.Throw<OverflowException>(() => Scalar(sql), sql).Message.ShouldContain("CAST");
        }

        First<DuckDBDecimal>("SELECT -99999999999999999999999999999999999.999::DECIMAL(38,3)").ToString().ShouldBe("-99999999999999999999999999999999999.999");
        First<TimeSpan>("SELECT TIME '24:00:00'").ShouldBe(TimeSpan.FromDays(1));
        First<long>("SELECT 'infinity'::TIMESTAMP").ShouldBe(long.MaxValue);
    }

    private static BitArray Bits(string text) => new([.. text.Select(c => c == '1')]);

    private void Returns<T>(string type, Func<T, bool>? filter = null, Func<T, T, bool>? same = null)
    {
        same ??= EqualityComparer<T>.Default.Equals;
        using var command = new DuckDBCommand($"SELECT $1::{type}", Connection);
        command.Parameters.Add(new DuckDBParameter());
        Prop.ForAll(ArbMap.Default.ArbFor<T>().Filter(value => filter?.Invoke(value) ?? true), value =>
        {
            command.Parameters[0].Value = value;
            using var reader = command.ExecuteReader();
            return reader.Read() && same(reader.GetFieldValue<T>(0), value);
        }).QuickCheckThrowOnFailure();
    }
}
