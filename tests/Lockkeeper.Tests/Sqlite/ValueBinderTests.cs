using FsCheck;
using FsCheck.Fluent;
using Lockkeeper.Sqlite.Writing;
using Lockkeeper.Statements;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Tests.Sqlite;

public sealed class ValueBinderTests : IDisposable
{
    private const string Description = "SELECT typeof($1) || ' ' || quote($1) || ' ' || ifnull(length(CAST($1 AS BLOB)), 0)";

    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly ValueBinder _binder;
    private readonly sqlite3_stmt _statement;

    public ValueBinderTests()
    {
        _connection.Open();
        _binder = new(_connection.Handle!);
        raw.sqlite3_prepare_v2(_connection.Handle, Description, out _statement).ShouldBe(0);
    }

    public void Dispose()
    {
        _statement.Dispose();
        _connection.Dispose();
    }

    public static TheoryData<object> Values =>
    [
        "", "a\0b", "Grüße 🚢", "lone \ud800 surrogate", new string('ü', 5_000), new string('x', 100_000),
        Array.Empty<byte>(), new byte[] { 0, 1, 255 }, new byte[100_000],
        int.MinValue, long.MaxValue, ulong.MaxValue, (short)-3, (byte)7, (sbyte)-7, (ushort)9, uint.MaxValue,
        true, false, DayOfWeek.Friday, 'c', 'ü',
        0.1, -0.0, double.MaxValue, double.PositiveInfinity, 1.5f, float.NaN, double.NaN,
        0m, 1.50m, decimal.MaxValue, -79228162514264337593543950335m, 0.0000000000000000000000000001m,
        new DateTime(2024, 2, 29, 12, 34, 56, 789, DateTimeKind.Utc), DateTime.MaxValue, new DateTime(1, 1, 1, 0, 0, 0, DateTimeKind.Unspecified),
        new DateTimeOffset(2024, 2, 29, 12, 34, 56, TimeSpan.FromHours(-3.5)),
        new DateOnly(2024, 2, 29), new TimeOnly(1, 2, 3), new TimeOnly(1, 2, 3, 4),
        TimeSpan.FromTicks(1234567890123), TimeSpan.MinValue,
        new Guid("6f1c1b6e-0000-4000-8000-00000000abcd"),
        DBNull.Value, new Version(1, 2), new Uri("https://example.org"),
    ];

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void A_value_is_stored_as_the_driver_stores_it(object value) => Bound(value).ShouldBe(ByDriver(value));

    [Fact]
    public void Any_text_is_stored_as_the_driver_stores_it() => Prop
        .ForAll(ArbMap.Default.ArbFor<string>().Filter(text => text is not null), text => Bound(text) == ByDriver(text))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_slice_of_memory_is_stored_as_bytes()
    {
        Bound(new Memory<byte>([1, 2, 3], 1, 2)).ShouldBe("blob X'0203' 2");
        Bound(new ReadOnlyMemory<byte>([9])).ShouldBe("blob X'09' 1");
        Bound(new ArraySegment<byte>([1, 2, 3], 0, 1)).ShouldBe("blob X'01' 1");
    }

    [Fact]
    public void A_type_without_a_place_in_SQLite_is_named() =>
        Bound(new Version(1, 2)).ShouldBe("No mapping exists from object type System.Version");

    private string Bound(object value)
    {
        try
        {
            _binder.Bind(_statement, 1, SqlValue.From(value));
            raw.sqlite3_step(_statement).ShouldBe(100);
            return raw.sqlite3_column_text(_statement, 0).utf8_to_string();
        }
        catch (InvalidOperationException error)
        {
            return Short(error);
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    private string ByDriver(object value)
    {
        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = Description;
            command.Parameters.AddWithValue("$1", value);
            return (string)command.ExecuteScalar()!;
        }
        catch (InvalidOperationException error)
        {
            return Short(error);
        }
    }

    private static string Short(Exception error) => error.Message.Split([" to a", ". "], StringSplitOptions.None)[0].Split(" to ")[0].TrimEnd('.');
}
