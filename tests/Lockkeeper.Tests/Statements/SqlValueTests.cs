using Lockkeeper.Statements;

namespace Lockkeeper.Tests.Statements;

public sealed class SqlValueTests
{
    [Fact]
    public void Integers_booleans_and_enums_are_held_as_64_bit_integers()
    {
        SqlValue.From(7).Int64.ShouldBe(7);
        SqlValue.From(true).Int64.ShouldBe(1);
        SqlValue.From(DayOfWeek.Friday).Int64.ShouldBe(5);
        SqlValue.From((int?)9).Int64.ShouldBe(9);
        SqlValue.From(ulong.MaxValue).Int64.ShouldBe(-1);
    }

    [Fact]
    public void A_missing_value_is_null_whatever_its_type()
    {
        SqlValue.From((string?)null).Kind.ShouldBe(SqlValueKind.Null);
        SqlValue.From((int?)null).Kind.ShouldBe(SqlValueKind.Null);
        SqlValue.From(DBNull.Value).Kind.ShouldBe(SqlValueKind.Null);
    }

    [Fact]
    public void What_is_not_a_scalar_is_left_to_the_engine()
    {
        var id = Guid.NewGuid();
        SqlValue.From(id).Kind.ShouldBe(SqlValueKind.Other);
        SqlValue.From(id).Other.ShouldBe(id);
    }
}
