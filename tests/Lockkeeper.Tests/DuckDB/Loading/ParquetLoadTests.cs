using Lockkeeper.DuckDB;

namespace Lockkeeper.Tests.DuckDB.Loading;

public sealed class ParquetLoadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_loaded_with_its_own_names_and_types()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Copy(
            "a.parquet", "SELECT range::INTEGER AS id, 'v' || range AS \"the v\", (range / 4)::DECIMAL(10, 2) AS d FROM range(100000)");

        var result = await folder.LoadParquet(path);

        result.RowsLoaded.ShouldBe(100_000);
        (await folder.Rows("SELECT column_name, column_type FROM (DESCRIBE t)")).ShouldBe(["id|INTEGER", "the v|VARCHAR", "d|DECIMAL(10,2)"]);
        (await folder.Rows("SELECT sum(id), max(d) FROM t")).ShouldBe(["4999950000|24999.75"]);
    }

    [Fact]
    public async Task Rows_are_appended_by_name_and_converted_to_the_tables_types()
    {
        await using var folder = await LoadFolder.CreateAsync();
        await folder.File.Insert(1, 10);
        var path = folder.Copy("a.parquet", "SELECT '20' AS v, 2::BIGINT AS id");

        (await folder.LoadParquet(path, new() { Mode = LoadMode.Append })).RowsLoaded.ShouldBe(1);

        (await folder.Rows("SELECT id, v FROM t ORDER BY id")).ShouldBe(["1|10", "2|20"]);
    }

    [Fact]
    public async Task A_value_that_does_not_fit_is_told_with_row_column_and_value()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Copy(
            "a.parquet", "SELECT range + 10 AS id, CASE WHEN range % 40000 = 39999 THEN 'it''s no ' || range ELSE '1' END AS v FROM range(100000)");

        var error = await folder.RefusesParquet(path, new() { Mode = LoadMode.Append });

        error.Message.ShouldContain("Row 40000, column \"v\": 'it's no 39999' is no INTEGER. Row 80000, column \"v\"");
        var rows = error.InnerException.ShouldBeOfType<BadRowsException>().Rows;
        rows.Select(row => row.Line).ShouldBe([40_000, 80_000]);
    }

    [Fact]
    public async Task A_file_that_is_no_Parquet_or_not_there()
    {
        await using var folder = await LoadFolder.CreateAsync();

        (await folder.RefusesParquet(folder.Put("a.parquet", new string('x', 100)))).Message.ShouldContain("Is the file Parquet, and whole?");
        (await folder.RefusesParquet(folder.Put("b.parquet", ""))).Message.ShouldContain("as Parquet");
        (await folder.RefusesParquet(folder.File.In("c.parquet"))).Message.ShouldContain("There is no file");
    }

    [Fact]
    public async Task A_file_that_was_cut_short_leaves_the_table()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Copy("a.parquet", "SELECT range AS id, hash(range) AS v FROM range(300000)");
        var bytes = await File.ReadAllBytesAsync(path, Cancel);
        Array.Clear(bytes, bytes.Length / 3, bytes.Length / 3);
        await File.WriteAllBytesAsync(path, bytes, Cancel);

        await folder.RefusesParquet(path);
    }

    [Fact]
    public async Task What_is_not_in_the_library_is_not_looked_for_on_the_network()
    {
        await using var folder = await LoadFolder.CreateAsync();

        var error = Should.Throw<SharedDatabaseException>(() => folder.File.Read(connection =>
        {
            Lockkeeper.DuckDB.Loading.Extensions.Require(connection, "parquet");
            Lockkeeper.DuckDB.Loading.Extensions.Require(connection, "json");
            Lockkeeper.DuckDB.Loading.Extensions.Require(connection, "spatial");
            return 0;
        }));

        error.Kind.ShouldBe(SharedDatabaseErrorKind.Unsupported);
        error.Message.ShouldContain("no extension 'spatial'");
        (await folder.Rows("SELECT current_setting('autoinstall_known_extensions')")).ShouldBe(["False"]);
    }
}
