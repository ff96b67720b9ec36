using Lockkeeper.DuckDB;
using Lockkeeper.DuckDB.Statements;

namespace Lockkeeper.Tests.DuckDB.Binding;

public sealed class ParameterTests : MemoryDatabase
{
    [Fact]
    public void Question_marks_and_numbers_take_values_by_position()
    {
        Scalar("SELECT ? || '-' || ?", "a", "b").ShouldBe("a-b");
        Scalar("SELECT $2 || '-' || $1 || '-' || $2", "a", "b").ShouldBe("b-a-b");
    }

    [Theory]
    [InlineData("$name", "$name")]
    [InlineData("$name", "name")]
    [InlineData("$NAME", "@name")]
    [InlineData("@name", "@name")]
    [InlineData("@name", "name")]
    [InlineData("@Name", "$name")]
    public void Names_match_whatever_their_prefix_and_case(string inText, string given)
    {
        using var command = new DuckDBCommand($"SELECT {inText} + 1", Connection);
        command.Parameters.Add(given, 41);
        command.ExecuteScalar().ShouldBe(42);
    }

    [Theory]
    [InlineData("SELECT @a, '@a', \"@a\", @b", "SELECT $a, '@a', \"@a\", @b")]
    [InlineData("SELECT 1 -- @a\n, @a /* @a */", "SELECT 1 -- @a\n, $a /* @a */")]
    [InlineData("SELECT $$ @a $$, $tag$ @a $$ @a $tag$, @a", "SELECT $$ @a $$, $tag$ @a $$ @a $tag$, $a")]
    [InlineData("SELECT e'\\'@a', E'@a', 'it''s @a', @a", "SELECT e'\\'@a', E'@a', 'it''s @a', $a")]
    [InlineData("SELECT [1] @> @a, x <@ @a, @ab, @-1, @1", "SELECT [1] @> $a, x <@ $a, @ab, @-1, @1")]
    [InlineData("SELECT $1, @a, 'open @a", "SELECT $1, $a, 'open @a")]
    [InlineData("@a", "$a")]
    [InlineData("SELECT some'@a', @a", "SELECT some'@a', $a")]
    public void Only_a_name_that_has_a_parameter_is_rewritten_and_nothing_within_quotes(string sql, string expected)
    {
        var parameters = new DuckDBParameterCollection();
        parameters.Add("a", 1);
        ParameterText.Rewrite(sql, parameters).ShouldBe(expected);
    }

    [Fact]
    public void The_absolute_value_is_still_an_operator() => Scalar("SELECT (@(-3)) + ?", 4).ShouldBe(7);

    [Fact]
    public void A_parameter_without_a_value_is_named()
    {
        using var command = new DuckDBCommand("SELECT $missing", Connection);
        command.Parameters.Add("other", 1);
        Should.Throw<InvalidOperationException>(() => command.ExecuteScalar()).Message
            .ShouldBe("The statement's parameter $missing has no value. Add a DuckDBParameter of that name, or one without a name for each ? and $1.");
        Should.Throw<InvalidOperationException>(() => Scalar("SELECT ?, ?", 1)).Message.ShouldContain("$2");
    }

    [Fact]
    public void A_value_of_no_type_of_DuckDB_is_named() => Should.Throw<NotSupportedException>(() => Scalar("SELECT ?", new Version(1, 2)))
        .Message.ShouldContain("System.Version");

    [Fact]
    public void Null_and_DBNull_are_NULL()
    {
        Scalar("SELECT ? IS NULL AND ? IS NULL", null, DBNull.Value).ShouldBe(true);
        Scalar("SELECT ?", [null]).ShouldBe(DBNull.Value);
    }

    [Fact]
    public void A_lone_surrogate_is_sent_as_the_replacement_character() => Scalar("SELECT ?", "a\ud800b").ShouldBe("a\ufffdb");

    [Fact]
    public void A_command_is_run_again_with_other_values_and_after_a_changed_table()
    {
        Execute("CREATE TABLE t (a INTEGER)");
        using var command = new DuckDBCommand("INSERT INTO t VALUES ($a)", Connection);
        var parameter = command.Parameters.Add("a", 1);
        command.Prepare();
        command.ExecuteNonQuery().ShouldBe(1);
        parameter.Value = 2;
        command.ExecuteNonQuery().ShouldBe(1);
        Execute("DROP TABLE t; CREATE TABLE t (a VARCHAR)");
        parameter.Value = "three";
        command.ExecuteNonQuery().ShouldBe(1);
        Scalar("SELECT a FROM t").ShouldBe("three");
    }

    [Fact]
    public void Each_statement_of_a_text_takes_the_names_that_it_has()
    {
        Execute("CREATE TABLE t (a INTEGER, b VARCHAR)");
        using var command = new DuckDBCommand("INSERT INTO t VALUES ($a, $b); UPDATE t SET a = $c; SELECT a FROM t WHERE b = $b", Connection);
        command.Parameters.Add("a", 1);
        command.Parameters.Add("b", "x");
        command.Parameters.Add("c", 3);
        command.ExecuteScalar().ShouldBe(3);
    }
}
