namespace Lockkeeper.Tests.DuckDB.Binding;

public sealed class NestedValueTests : MemoryDatabase
{
    [Fact]
    public void Every_type_that_DuckDB_has_is_read_or_says_how_to()
    {
        using var all = Read("SELECT * FROM test_all_types()");
        var rows = 0;
        while (all.Read())
        {
            rows++;
            for (var i = 0; i < all.FieldCount; i++)
            {
                try
                {
                    var value = all.GetValue(i);
                    if (value is not DBNull && all.GetFieldType(i) != typeof(object))
                    {
                        value.ShouldBeOfType(all.GetFieldType(i));
                    }

                    (rows == 3).ShouldBe(all.IsDBNull(i));
                }
                catch (Exception exception) when (exception is OverflowException or NotSupportedException)
                {
                    exception.Message.ShouldContain("as text (CAST");
                }
            }
        }

        rows.ShouldBe(3);
    }

    [Fact]
    public void A_list_is_read_as_the_type_that_is_asked_for()
    {
        First<int[]>("SELECT [1, 2, 3]").ShouldBe([1, 2, 3]);
        First<List<long>>("SELECT [1, 2, 3]").ShouldBe([1, 2, 3]);
        First<int?[]>("SELECT [1, NULL]").ShouldBe([1, null]);
        First<string[]>("SELECT ['a', NULL, 'more than twelve bytes']").ShouldBe(["a", null!, "more than twelve bytes"]);
        First<decimal[]>("SELECT [1.5::DECIMAL(9,2)]").ShouldBe([1.5m]);
        First<double[]>("SELECT [1, 2, 3]::DOUBLE[3]").ShouldBe([1, 2, 3]);
        First<List<DateOnly>>("SELECT [DATE '2024-02-29']").ShouldBe([new DateOnly(2024, 2, 29)]);
        First<int[]>("SELECT []::INTEGER[]").ShouldBeEmpty();
        Should.Throw<InvalidCastException>(() => First<int[]>("SELECT [1, NULL]")).Message.ShouldContain("NULL");
        Should.Throw<InvalidCastException>(() => First<int[]>("SELECT 1")).Message.ShouldContain("INTEGER");
    }

    [Fact]
    public void Lists_are_right_in_every_row_of_many_chunks()
    {
        using var reader = Read("SELECT i, [i, NULL, i + 1], [[i::VARCHAR], []], {'k': [i]} FROM range(10_000) t(i) WHERE i % 3 <> 1");
        var rows = 0;
        while (reader.Read())
        {
            var i = reader.GetInt64(0);
            reader.GetFieldValue<long?[]>(1).ShouldBe([i, null, i + 1]);
            var nested = (object[])reader.GetValue(2);
            ((object[])nested[0])[0].ShouldBe($"{i}");
            ((object[])nested[1]).ShouldBeEmpty();
            ((object[])reader.GetFieldValue<Dictionary<string, object?>>(3)["k"]!)[0].ShouldBe(i);
            rows++;
        }

        rows.ShouldBe(6_667);
    }

    [Fact]
    public void A_map_is_a_dictionary()
    {
        var map = (Dictionary<object, object?>)Scalar("SELECT MAP {'a': 1, 'b': NULL}")!;
        map.Count.ShouldBe(2);
        map["a"].ShouldBe(1);
        map["b"].ShouldBeNull();
        using var reader = Read("SELECT MAP {i: i * 2} FROM range(5_000) t(i)");
        for (long i = 0; reader.Read(); i++)
        {
            ((Dictionary<object, object?>)reader.GetValue(0))[i].ShouldBe(i * 2);
        }
    }

    [Fact]
    public void A_union_is_the_value_of_its_member()
    {
        Execute("CREATE TABLE u (v UNION(number INTEGER, name VARCHAR))");
        Execute("INSERT INTO u VALUES (1), ('one'), (NULL)");
        using var reader = Read("SELECT v FROM u");
        reader.Read().ShouldBeTrue();
        reader.GetValue(0).ShouldBe(1);
        reader.GetFieldValue<int>(0).ShouldBe(1);
        reader.Read().ShouldBeTrue();
        reader.GetValue(0).ShouldBe("one");
        reader.GetFieldValue<string>(0).ShouldBe("one");
        reader.Read().ShouldBeTrue();
        reader.IsDBNull(0).ShouldBeTrue();
    }

    [Fact]
    public void Types_have_their_names_in_SQL()
    {
        using var reader = Read("""
            SELECT 1::DECIMAL(18,3), [1], {'a': 1, 'b': 'x'}, MAP {'a': 1.5::DOUBLE}, 'x'::ENUM('x', 'it''s'), [1, 2]::INTEGER[2], now()
            """);
        Enumerable.Range(0, reader.FieldCount).Select(reader.GetDataTypeName).ShouldBe(
        [
            "DECIMAL(18,3)", "INTEGER[]", "STRUCT(a INTEGER, b VARCHAR)", "MAP(VARCHAR, DOUBLE)", "ENUM('x', 'it''s')", "INTEGER[2]",
            "TIMESTAMP WITH TIME ZONE",
        ]);
    }
}
