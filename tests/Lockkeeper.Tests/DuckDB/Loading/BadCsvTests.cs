using System.IO.Compression;
using System.Text;
using Lockkeeper.DuckDB;
using Lockkeeper.Sqlite;

namespace Lockkeeper.Tests.DuckDB.Loading;

/// <summary>Each is one clear error, and the table is as it was.</summary>
public sealed class BadCsvTests
{
    private static readonly Dictionary<string, string> Amounts = new() { ["amount"] = "INTEGER" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_such_file()
    {
        await using var folder = await LoadFolder.CreateAsync();

        var error = await folder.RefusesCsv(folder.File.In("nosuch.csv"));

        error.Message.ShouldContain($"no file at '{folder.File.In("nosuch.csv")}'");
        (await folder.RefusesCsv(Path.GetTempPath())).Message.ShouldContain("is a directory");
    }

    [Fact]
    public async Task A_type_that_does_not_fit_is_told_with_line_column_and_value()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.csv", "id,amount\n1,10\n2,ten\n3,30\n4,\"for\"\"ty\"\n");

        var error = await folder.RefusesCsv(path, new() { ColumnTypes = Amounts });

        error.Message.ShouldContain("2 rows do not fit. Line 3, column \"amount\": 'ten' is no INTEGER.");
        error.IsTransient.ShouldBeFalse();
        error.InnerException.ShouldBeOfType<BadRowsException>().Rows.ShouldBe(
        [
            new(3, "amount", "ten", "'ten' is no INTEGER", "2,ten"),
            new(5, "amount", "for\"\"ty", "'for\"\"ty' is no INTEGER", "4,\"for\"\"ty\""),
        ]);
    }

    [Fact]
    public async Task The_types_of_the_table_count_where_rows_are_appended()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.csv", "id,v\n1,10\nx,20\n");

        var error = await folder.RefusesCsv(path, new() { Mode = LoadMode.Append });

        error.Message.ShouldContain("one row does not fit. Line 3, column \"id\": 'x' is no INTEGER.");
    }

    [Fact]
    public async Task A_row_that_does_not_look_like_the_first_twenty_thousand_is_found()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var text = new StringBuilder("id,v\n");
        for (var i = 0; i < 60_000; i++) text.Append(i).Append(',').Append(i == 50_000 ? "many" : "1").Append('\n');
        var path = folder.Put("a.csv", text.ToString());

        var error = await folder.RefusesCsv(path);

        error.Message.ShouldContain("Line 50002, column \"v\": 'many' is no BIGINT.");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Lines_are_those_of_the_file_also_behind_values_of_several_lines(bool returns, bool compressed)
    {
        await using var folder = await LoadFolder.CreateAsync();
        var text = "id,amount,note\n1,10,\"a\nb\n\nc\"\n2,x,\n3,30,\"d\"\n4\n5,50,e,f\n".ReplaceLineEndings(returns ? "\r\n" : "\n");
        var path = folder.Put("a.csv", text);
        if (compressed)
        {
            await using (var stream = new GZipStream(File.Create(path + ".gz"), CompressionMode.Compress)) stream.Write(Encoding.UTF8.GetBytes(text));
            path += ".gz";
        }

        var result = await folder.LoadCsv(path, new() { ColumnTypes = Amounts, SkipBadRows = true });

        result.RowsLoaded.ShouldBe(2);
        result.RowsRejected.ShouldBe(3);
        result.Rejected.Select(row => (row.Line, row.Column, row.Value)).ShouldBe([(6, "amount", "x"), (8, "amount", null), (9, null, null)]);
        result.Rejected[1].Reason.ShouldContain("Columns: 3 Found: 1");
        result.Rejected[2].Reason.ShouldContain("Columns: 3 Found: 4");
        (await folder.Rows("SELECT id FROM t ORDER BY id")).ShouldBe(["1", "3"]);
    }

    [Fact]
    public async Task Rows_that_were_left_out_are_all_counted_and_the_first_ones_told()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.csv", "id,amount\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"{i},{(i % 2 == 0 ? "1" : "one")}\n")));

        var result = await folder.LoadCsv(path, new() { ColumnTypes = Amounts, SkipBadRows = true, MaxReportedRows = 3 });

        (result.RowsLoaded, result.RowsRejected).ShouldBe((2_500, 2_500));
        result.Rejected.Select(row => row.Line).ShouldBe([3, 5, 7]);
    }

    [Fact]
    public async Task A_wrong_delimiter_is_recognised_with_the_one_that_it_should_be()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var semicolons = folder.Put("a.csv", "id;name;amount\n1;a;10,50\n");
        var tabs = folder.Put("b.csv", "id\tname\n1\ta\n");

        (await folder.RefusesCsv(semicolons)).Message
            .ShouldContain("one column only, \"id;name;amount\", with the delimiter ','. It looks as if its delimiter were ';': set Delimiter.");
        (await folder.RefusesCsv(tabs, new() { Delimiter = ";" })).Message.ShouldContain("'\\t'");

        var one = new CsvLoadOptions { ColumnTypes = new Dictionary<string, string> { ["id;name;amount"] = "VARCHAR" } };
        (await folder.RefusesCsv(semicolons, one)).Message.ShouldContain("Columns: 1 Found: 2");
    }

    [Fact]
    public async Task A_column_that_only_one_side_knows_is_named_beside_those_that_there_are()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.csv", "id,other\n1,2\n");

        (await folder.RefusesCsv(path, new() { Mode = LoadMode.Append })).Message
            .ShouldContain("the file has a column \"other\", which t has not: \"id\", \"v\".");
        (await folder.RefusesCsv(path, new() { ColumnTypes = Amounts })).Message
            .ShouldContain("has no column \"amount\", which ColumnTypes names. The file's columns: \"id\", \"other\". The delimiter is ','.");
        (await folder.RefusesCsv(path, new() { ColumnNames = ["id"] })).Message
            .ShouldContain("has 2 columns where ColumnNames has 1.");
    }

    [Fact]
    public async Task A_file_that_is_no_text_and_an_empty_one()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var noise = new byte[3_000];
        new Random(5).NextBytes(noise);
        await File.WriteAllBytesAsync(folder.File.In("noise.csv"), noise, Cancel);

        (await folder.RefusesCsv(folder.File.In("noise.csv"))).Message.ShouldContain("is no CSV text in UTF-8");
        (await folder.RefusesCsv(folder.Put("empty.csv", ""))).Message.ShouldContain("is empty");
    }

    [Fact]
    public async Task Text_in_another_encoding_is_told_with_its_line()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.File.In("latin.csv");
        await File.WriteAllBytesAsync(path, [.. "id,name\n1,a\n2,"u8, 0xE4, (byte)'\n'], Cancel);

        (await folder.RefusesCsv(path)).Message.ShouldContain("Line 3: Invalid unicode");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("a.")]
    [InlineData("\"open")]
    [InlineData("\"a\"b")]
    public async Task A_name_that_is_none_is_refused_at_once(string table)
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.csv", "id\n1\n");

        await Should.ThrowAsync<ArgumentException>(() => folder.Db.ReadCsvToTableAsync(path, table, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_schema_that_is_not_there_a_view_and_a_type_that_DuckDB_has_not_are_told_in_its_words()
    {
        await using var folder = await LoadFolder.CreateAsync();
        await folder.Run("CREATE VIEW seen AS SELECT * FROM t");
        var path = folder.Put("a.csv", "id\n1\n");
        var types = new CsvLoadOptions { ColumnTypes = new Dictionary<string, string> { ["id"] = "NUMBERS'; DROP TABLE t; --" } };

        foreach (var (table, said) in new[] { ("nosuch.t", "Schema with name nosuch"), ("seen", "is of type View") })
        {
            var error = await folder.Refuses(() => folder.Db.ReadCsvToTableAsync(path, table, cancellationToken: Cancel), SharedDatabaseErrorKind.Engine);
            error.Message.ShouldContain(said);
        }

        await Should.ThrowAsync<SharedDatabaseException>(() => folder.LoadCsv(path, types));
        (await folder.Rows("SELECT id FROM t")).ShouldBe(["7"]);
    }

    [Fact]
    public async Task A_key_that_is_there_already_leaves_all_of_the_file_out()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.csv", "id,v\n8,80\n7,71\n");

        (await folder.RefusesCsv(path, new() { Mode = LoadMode.Append })).Message.ShouldContain("Duplicate key \"id: 7\"");
    }

    [Fact]
    public async Task The_databases_own_files_are_not_opened_under_any_name()
    {
        await using var folder = await LoadFolder.CreateAsync();
        await using var sqlite = SqliteDatabase.Open(folder.File.In("b.db"));
        await sqlite.ExecuteAsync($"CREATE TABLE x(a)", Cancel);
        File.CreateSymbolicLink(folder.File.In("link.csv"), folder.File.Path);
        await folder.File.CloseAsync();
        folder.File.Reopen();
        System.Diagnostics.Process.Start("ln", [folder.File.Path, folder.File.In("hard.csv")]).WaitForExit();

        foreach (var name in (string[])["a.duckdb", "link.csv", "hard.csv", "b.db", "b.db-wal", "a.duckdb-lockkeeper"])
        {
            var error = await Should.ThrowAsync<SharedDatabaseException>(() => folder.LoadCsv(folder.File.In(name)));
            error.Kind.ShouldBe(SharedDatabaseErrorKind.Unsupported, name);
        }
    }

    [Fact]
    public async Task A_database_of_another_engine_is_refused()
    {
        await using var folder = await LoadFolder.CreateAsync();
        await using var sqlite = SqliteDatabase.Open(folder.File.In("b.db"));

        var path = folder.Put("a.csv", "id\n1\n");
        var error = await Should.ThrowAsync<SharedDatabaseException>(() => sqlite.ReadCsvToTableAsync(path, "t", cancellationToken: Cancel));

        error.Kind.ShouldBe(SharedDatabaseErrorKind.Unsupported);
        error.Message.ShouldContain("'sqlite'");
    }

    [Fact]
    public async Task Options_out_of_range_are_named()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.csv", "id\n1\n");

        foreach (var (options, name) in new (CsvLoadOptions, string)[]
        {
            (new() { Delimiter = "" }, "Delimiter"),
            (new() { Delimiter = "12345" }, "Delimiter"),
            (new() { Quote = ',' }, "Quote"),
            (new() { MaxReportedRows = 0 }, "MaxReportedRows"),
            (new() { Timeout = TimeSpan.Zero }, "Timeout"),
        })
        {
            (await Should.ThrowAsync<ArgumentException>(() => folder.LoadCsv(path, options))).Message.ShouldContain(name);
        }
    }
}
