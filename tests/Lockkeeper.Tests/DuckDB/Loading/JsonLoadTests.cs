using Lockkeeper.DuckDB;

namespace Lockkeeper.Tests.DuckDB.Loading;

public sealed class JsonLoadTests
{
    private static readonly Dictionary<string, string> Integers = new() { ["ID"] = "INTEGER", ["v"] = "INTEGER" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{\"id\": 1, \"v\": \"a\"}\n{\"id\": 2}\n")]
    [InlineData("[{\"id\": 1, \"v\": \"a\"},\n {\"id\": 2, \"v\": null}]")]
    [InlineData("{\"id\": 1,\n \"v\": \"a\"} {\"id\": 2}")]
    public async Task Objects_in_lines_in_an_array_or_one_after_the_other_are_rows(string text)
    {
        await using var folder = await LoadFolder.CreateAsync();

        var result = await folder.LoadJson(folder.Put("a.json", text));

        result.RowsLoaded.ShouldBe(2);
        (await folder.Rows("SELECT id, v FROM t ORDER BY id")).ShouldBe(["1|a", "2|NULL"]);
    }

    [Fact]
    public async Task Objects_within_objects_become_structs_and_lists()
    {
        await using var folder = await LoadFolder.CreateAsync();

        await folder.LoadJson(folder.Put("a.json", "{\"s\": {\"x\": 1, \"list\": [1, 2]}}"));

        (await folder.Rows("SELECT s.x, s.list[2] FROM t")).ShouldBe(["1|2"]);
    }

    [Fact]
    public async Task Types_are_the_callers_or_the_tables()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.json", "{\"id\": 1, \"v\": 10}\n");
        await folder.LoadJson(path, new() { ColumnTypes = Integers });

        (await folder.LoadJson(folder.Put("b.json", "{\"V\": \"20\", \"id\": 2}"), new() { Mode = LoadMode.Append })).RowsLoaded.ShouldBe(1);

        (await folder.Rows("SELECT * FROM t ORDER BY id")).ShouldBe(["1|10", "2|20"]);
        (await folder.Rows("SELECT column_type FROM (DESCRIBE t)")).ShouldBe(["INTEGER", "INTEGER"]);
    }

    [Theory]
    [InlineData("{\"id\": 1, \"v\": 1}\n{\"id\": 2, \"v\": \"two\"}\n{\"id\": 3, \"v\": 3}\n")]
    [InlineData("[{\"id\": 1, \"v\": null}, {\"id\": 2, \"v\": \"two\"}]")]
    public async Task A_value_that_does_not_fit_is_told_with_row_column_and_value(string text)
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.json", text);

        foreach (var options in new JsonLoadOptions[] { new() { ColumnTypes = Integers }, new() { Mode = LoadMode.Append } })
        {
            var error = await folder.RefusesJson(path, options);

            error.Message.ShouldContain("Row 2, column \"v\": '\"two\"' is no INTEGER.");
            error.InnerException.ShouldBeOfType<BadRowsException>().Rows.ShouldHaveSingleItem().Line.ShouldBe(2);
        }
    }

    [Fact]
    public async Task A_row_that_does_not_look_like_the_first_twenty_thousand_is_found()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.json", string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{{\"id\": {(i == 40_000 ? "\"x\"" : i)}}}\n")));

        (await folder.RefusesJson(path)).Message.ShouldContain("Row 40001, column \"id\": '\"x\"' is no BIGINT.");
    }

    [Fact]
    public async Task Text_that_is_no_JSON_is_told_with_its_line()
    {
        await using var folder = await LoadFolder.CreateAsync();

        (await folder.RefusesJson(folder.Put("a.json", "{\"id\": 1}\n{\"id\": 2\n{\"id\": 3}\n"))).Message.ShouldContain("in line 3");
        (await folder.RefusesJson(folder.Put("b.json", "id,v\n1,2\n"))).Message.ShouldContain("Malformed JSON");
    }

    [Theory]
    [InlineData("[1, 2, 3]")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    public async Task What_has_no_objects_is_refused_unless_it_is_known_which_columns_there_would_be(string text)
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.json", text);

        (await folder.RefusesJson(path)).Message.ShouldContain("no JSON objects");

        if (text == "[]") (await folder.LoadJson(path, new() { ColumnTypes = Integers })).RowsLoaded.ShouldBe(0);
        else await folder.RefusesJson(path, new() { ColumnTypes = Integers });
    }

    [Fact]
    public async Task A_column_may_be_called_as_DuckDB_calls_what_is_no_object()
    {
        await using var folder = await LoadFolder.CreateAsync();

        (await folder.LoadJson(folder.Put("a.json", "{\"json\": 5}"))).RowsLoaded.ShouldBe(1);

        (await folder.Rows("SELECT * FROM t")).ShouldBe(["5"]);
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        await using var folder = await LoadFolder.CreateAsync();

        (await folder.RefusesJson(folder.Put("a.json", ""))).Message.ShouldContain("is empty");
    }
}
