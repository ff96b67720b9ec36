using System.IO.Compression;
using System.Text;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Tests.DuckDB.Loading;

public sealed class CsvLoadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replacing_makes_the_table_that_the_file_is()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.csv", "id,name,since\n1,\"a, b\",2024-01-31\n2,,2024-02-01\n");

        var result = await folder.LoadCsv(path);

        result.ShouldBe(new LoadResult(2, 0, result.Rejected));
        result.Rejected.ShouldBeEmpty();
        (await folder.Rows("SELECT id, name, since = DATE '2024-01-31' FROM t ORDER BY id")).ShouldBe(["1|a, b|True", "2|NULL|False"]);
        (await folder.Rows("SELECT column_name, column_type FROM (DESCRIBE t)")).ShouldBe(["id|BIGINT", "name|VARCHAR", "since|DATE"]);
    }

    [Fact]
    public async Task Loading_the_same_file_again_leaves_the_same_table()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.csv", "id\n1\n2\n");

        for (var round = 0; round < 3; round++) (await folder.LoadCsv(path)).RowsLoaded.ShouldBe(2);

        (await folder.Rows("SELECT id FROM t ORDER BY id")).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Appending_goes_by_the_names_and_types_of_the_table()
    {
        await using var folder = await LoadFolder.CreateAsync();
        await folder.Run("CREATE TABLE n(id INTEGER PRIMARY KEY, code VARCHAR, price DECIMAL(10, 2), note VARCHAR DEFAULT 'none')");
        await folder.Run("INSERT INTO n VALUES (1, '000', 1.5, 'old')");
        var path = folder.Put("a.csv", "PRICE,code,id\n2.25,007,2\n");

        var result = await folder.Db.ReadCsvToTableAsync(path, "n", new() { Mode = LoadMode.Append }, Cancel);

        result.RowsLoaded.ShouldBe(1);
        (await folder.Rows("SELECT id, code, price, note FROM n ORDER BY id")).ShouldBe(["1|000|1.50|old", "2|007|2.25|none"]);
        (await folder.Rows("SELECT column_type FROM (DESCRIBE n)")).ShouldBe(["INTEGER", "VARCHAR", "DECIMAL(10,2)", "VARCHAR"]);
    }

    [Fact]
    public async Task Text_is_converted_to_lists_structs_and_enums_of_the_table()
    {
        await using var folder = await LoadFolder.CreateAsync();
        await folder.Run("CREATE TABLE n(l INTEGER[], s STRUCT(a INTEGER, b VARCHAR), e ENUM('on', 'off'), u UUID, \"when\" TIMESTAMPTZ)");
        var path = folder.Put(
            "a.csv", "l,s,e,u,when\n\"[1, 2]\",\"{'a': 3, 'b': x}\",off,8c1d1f4e-0000-4000-8000-000000000001,2024-01-31 10:00:00+02\n");

        await folder.Db.ReadCsvToTableAsync(path, "n", new() { Mode = LoadMode.Append }, Cancel);

        (await folder.Rows("SELECT l[2], s.a, s.b, e = 'off', u IS NOT NULL, epoch(\"when\")::BIGINT FROM n")).ShouldBe(["2|3|x|True|True|1706688000"]);
    }

    [Fact]
    public async Task Appending_to_a_table_that_is_not_there_makes_it()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.csv", "id\n1\n");

        for (var round = 0; round < 2; round++) await folder.Db.ReadCsvToTableAsync(path, "fresh", new() { Mode = LoadMode.Append }, Cancel);

        (await folder.Rows("SELECT count(*) FROM fresh")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Every_option_says_how_the_file_is_read()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.txt", "1;'x;1';31.12.2024;-\n2;-;01.01.2025;'it''s'\n");

        await folder.Db.ReadCsvToTableAsync(
            path,
            "t",
            new()
            {
                Delimiter = ";",
                Quote = '\'',
                Header = false,
                ColumnNames = ["id", "the \"text\"", "day", "it's"],
                ColumnTypes = new Dictionary<string, string> { ["ID"] = "UTINYINT" },
                NullText = "-",
                DateFormat = "%d.%m.%Y",
            },
            Cancel);

        (await folder.Rows("SELECT id, \"the \"\"text\"\"\", strftime(day, '%Y%m%d'), \"it's\" FROM t ORDER BY id"))
            .ShouldBe(["1|x;1|20241231|NULL", "2|NULL|20250101|it's"]);
        (await folder.Rows("SELECT column_type FROM (DESCRIBE t)")).ShouldBe(["UTINYINT", "VARCHAR", "DATE", "VARCHAR"]);
    }

    [Fact]
    public async Task Dates_are_understood_in_the_format_that_the_first_rows_have()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.csv", "day,at\n31/12/2024,31/12/2024 10:00:00\n");

        await folder.LoadCsv(path);

        (await folder.Rows("SELECT strftime(day, '%Y%m%d'), strftime(\"at\", '%Y%m%d %H') FROM t")).ShouldBe(["20241231|20241231 10"]);
    }

    [Fact]
    public async Task A_compressed_file_and_one_with_a_byte_order_mark_and_one_with_returns_are_read()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var compressed = folder.File.In("a.csv.gz");
        await using (var stream = new GZipStream(File.Create(compressed), CompressionMode.Compress)) stream.Write("id,v\n1,ä\n"u8);
        var marked = folder.File.In("b.csv");
        await File.WriteAllTextAsync(marked, "id,v\r\n2,ö\r\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), Cancel);

        await folder.LoadCsv(compressed);
        await folder.LoadCsv(marked, new() { Mode = LoadMode.Append });

        (await folder.Rows("SELECT id, v FROM t ORDER BY id")).ShouldBe(["1|ä", "2|ö"]);
    }

    [Theory]
    [InlineData("it's.csv")]
    [InlineData("a[1]*?.csv")]
    [InlineData("year=2024.csv")]
    public async Task The_name_of_a_file_is_no_pattern(string name)
    {
        await using var folder = await LoadFolder.CreateAsync();
        folder.Put("a1x.csv", "id\n99\n");
        var path = folder.Put(name, "id\n1\n");

        await folder.LoadCsv(path);

        (await folder.Rows("SELECT * FROM t")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("order", "SELECT count(*) FROM \"order\"")]
    [InlineData("x\"; DROP TABLE t; --", "SELECT count(*) FROM \"x\"\"; DROP TABLE t; --\"")]
    [InlineData("it's", "SELECT count(*) FROM \"it's\"")]
    [InlineData("\"odd.name\"", "SELECT count(*) FROM \"odd.name\"")]
    [InlineData("main.plain", "SELECT count(*) FROM plain")]
    [InlineData("staging.\"raw \"\"x\"\"\"", "SELECT count(*) FROM staging.\"raw \"\"x\"\"\"")]
    public async Task The_name_of_a_table_is_quoted(string table, string count)
    {
        await using var folder = await LoadFolder.CreateAsync();
        await folder.Run("CREATE SCHEMA staging");
        await folder.File.Insert(7);
        var path = folder.Put("a.csv", "id\n1\n2\n");

        await folder.Db.ReadCsvToTableAsync(path, table, cancellationToken: Cancel);
        await folder.Db.ReadCsvToTableAsync(path, table, new() { Mode = LoadMode.Append }, Cancel);

        (await folder.Rows(count)).ShouldBe(["4"]);
        (await folder.Rows("SELECT id FROM t")).ShouldBe(["7"]);
    }

    [Fact]
    public async Task Loads_of_one_process_at_once_come_one_after_the_other()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Put("a.csv", "id\n1\n");

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            folder.Db.ReadCsvToTableAsync(path, $"many_{i % 4}", new() { Mode = LoadMode.Append }, Cancel)));

        results.ShouldAllBe(result => result.RowsLoaded == 1);
        (await folder.Rows("SELECT count(*) FROM many_0 UNION ALL SELECT count(*) FROM many_3")).ShouldBe(["2", "2"]);
    }

    [Fact]
    public async Task Rows_and_columns_without_end_are_loaded_whole()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Copy("big.csv", "SELECT range AS id, repeat('x', (range % 50)::BIGINT) AS v FROM range(300000)");

        (await folder.LoadCsv(path)).RowsLoaded.ShouldBe(300_000);

        (await folder.Rows("SELECT count(DISTINCT id), sum(id) FROM t")).ShouldBe(["300000|44999850000"]);
    }
}
