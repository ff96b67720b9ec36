using System.Text.Json;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Cli;

public sealed class SqlTests : IDisposable
{
    private const int BadUsage = 2;
    private const int Held = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    private string Database => Path.Combine(_folder.FullName, "app.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_script_that_only_reads_leaves_the_file_and_its_folder_as_they_were()
    {
        Plain("CREATE TABLE t(id INTEGER, name TEXT, bytes BLOB); INSERT INTO t VALUES (1, 'a,b', x'00ff'), (2, NULL, NULL)");
        byte[] before = await File.ReadAllBytesAsync(Database, TestContext.Current.CancellationToken);

        ToolResult result = await ToolProcess.RunAsync("sql", Database, "SELECT * FROM t ORDER BY id; SELECT count(*) AS n FROM t");

        result.ShouldBe(new ToolResult(0, "id,name,bytes\n1,\"a,b\",00ff\n2,,\nn\n2\n", ""));
        (await File.ReadAllBytesAsync(Database, TestContext.Current.CancellationToken)).ShouldBe(before);
        _folder.GetFiles().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Json_is_an_object_a_row_with_the_values_types()
    {
        Plain("CREATE TABLE t(a)");
        ToolResult result = await ToolProcess.RunAsync("sql", Database, "SELECT 1 AS i, 2.5 AS r, 'é\"' AS t, x'00ff' AS b, NULL AS n UNION ALL SELECT 2, 9e999, '', x'', 0", "--json");

        result.Error.ShouldBeEmpty();
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        lines[0].ShouldBe("""{"i":1,"r":2.5,"t":"é\"","b":"AP8=","n":null}""");
        JsonDocument.Parse(lines[1]).RootElement.GetProperty("r").GetString().ShouldNotBeNull().ShouldBe(double.PositiveInfinity.ToString(System.Globalization.CultureInfo.InvariantCulture));
        lines.Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_script_that_writes_is_one_transaction_and_says_how_many_rows_it_changed()
    {
        Plain("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)");

        ToolResult good = await ToolProcess.RunAsync(
            "sql", Database, "INSERT INTO t VALUES ($id, @name) RETURNING id; UPDATE t SET name = name || '!'; SELECT name FROM t", "--param", "id=7", "--param", "name=007");
        good.ShouldBe(new ToolResult(0, "id\n7\nname\n007!\n", "2 rows changed.\n"));

        ToolResult bad = await ToolProcess.RunAsync("sql", Database, "DELETE FROM t; INSERT INTO nowhere VALUES (1)");
        bad.ShouldBe(new ToolResult(BadUsage, "", "lockkeeper: SQLite says: no such table: nowhere.\n"));
        Scalar("SELECT count(*) FROM t").ShouldBe(1);
    }

    [Fact]
    public async Task A_script_comes_from_the_standard_input_too()
    {
        Plain("CREATE TABLE t(a)");
        ToolResult result = await ToolProcess.RunWithInputAsync("INSERT INTO t VALUES (1); -- one\nINSERT INTO t VALUES (2);\n", "sql", Database);
        result.ShouldBe(new ToolResult(0, "", "2 rows changed.\n"));
        Scalar("SELECT sum(a) FROM t").ShouldBe(3);
    }

    [Theory]
    [InlineData("12", "integer")]
    [InlineData("-3", "integer")]
    [InlineData("0.5", "real")]
    [InlineData("007", "text")]
    [InlineData("1.50", "text")]
    [InlineData("1e3", "text")]
    [InlineData("a=b", "text")]
    [InlineData("", "text")]
    [InlineData("NULL", "null")]
    public async Task A_parameter_is_a_number_only_where_it_is_written_as_one(string value, string type)
    {
        Plain("CREATE TABLE t(a)");
        ToolResult result = await ToolProcess.RunAsync("sql", Database, "SELECT typeof($v) AS t, coalesce($v, 'NULL') AS v", "--param", $"v={value}");
        result.Error.ShouldBeEmpty();
        result.Output.ShouldBe($"t,v\n{type},{value}\n");
    }

    [Fact]
    public async Task A_write_waits_its_turn_and_names_who_has_it()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var writing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Task write = test.Db.WriteAsync(
            _ =>
            {
                writing.Set();
                goOn.Wait(TestContext.Current.CancellationToken);
            },
            TestContext.Current.CancellationToken,
            operation: "ImportOrders");
        try
        {
            writing.Wait(TestContext.Current.CancellationToken);
            ToolResult refused = await ToolProcess.RunAsync("sql", test.Path, "CREATE TABLE other(a)", "--timeout", "0.3");
            refused.Status.ShouldBe(Held, refused.Error);
            refused.Output.ShouldBeEmpty();
            refused.Error.ShouldContain("ImportOrders");

            ToolResult read = await ToolProcess.RunAsync("sql", test.Path, "SELECT count(*) AS n FROM sqlite_master WHERE name = 'other'", "--timeout", "0.3");
            read.ShouldBe(new ToolResult(0, "n\n0\n", ""));
        }
        finally
        {
            goOn.Set();
        }

        await write.Within();
    }

    [Fact]
    public async Task A_read_that_a_foreign_program_keeps_out_names_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Programs without Lockkeeper are seen on Linux only.");
        Plain("CREATE TABLE t(a)");
        using var program = PythonProgram.Run(Database, "con.execute('begin exclusive')\nready()");
        ToolResult result = await ToolProcess.RunAsync("sql", Database, "SELECT * FROM t", "--timeout", "0.5");
        result.Status.ShouldBe(Held, result.Error);
        result.Error.ShouldStartWith($"lockkeeper: {Database} could not be read within 0.5 s. Process {program.Id} (python");
    }

    [Theory]
    [InlineData("SQLite says: near \"SELEC\": syntax error.", "SELEC 1")]
    [InlineData("The SQL has the parameter $a; give its value with --param a=VALUE.", "SELECT $a")]
    [InlineData("The SQL has a parameter without a name; write $name in place of ?, and --param name=value.", "SELECT ?")]
    [InlineData("--param b is not in the SQL; write $b where its value belongs.", "SELECT 1", "--param", "b=1")]
    [InlineData("--param must be NAME=VALUE, not 'b'.", "SELECT $b", "--param", "b")]
    [InlineData("--param b is given twice.", "SELECT $b", "--param", "b=1", "--param", "b=2")]
    [InlineData("There is no SQL to run; give it as the second argument or on the standard input.", " ")]
    [InlineData("--json and --csv exclude each other.", "SELECT 1", "--json", "--csv")]
    public async Task Bad_SQL_and_bad_parameters_are_one_sentence_each_and_change_nothing(string sentence, params string[] arguments)
    {
        Plain("CREATE TABLE t(a)");
        ToolResult result = await ToolProcess.RunAsync(["sql", Database, .. arguments]);
        result.ShouldBe(new ToolResult(BadUsage, "", $"lockkeeper: {sentence}\n"));
        _folder.GetFiles().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_is_no_database_is_one_sentence()
    {
        string text = Path.Combine(_folder.FullName, "notes.txt");
        await File.WriteAllTextAsync(text, string.Concat(Enumerable.Repeat("not a database\n", 100)), TestContext.Current.CancellationToken);
        (await ToolProcess.RunAsync("sql", text, "SELECT 1")).ShouldBe(new ToolResult(BadUsage, "", $"lockkeeper: '{text}' is neither a SQLite nor a DuckDB database, or it is encrypted.\n"));
        (await ToolProcess.RunAsync("sql", Database, "SELECT 1")).ShouldBe(new ToolResult(BadUsage, "", $"lockkeeper: There is no file '{Database}'.\n"));
        (await ToolProcess.RunAsync("sql", _folder.FullName, "SELECT 1")).ShouldBe(
            new ToolResult(BadUsage, "", $"lockkeeper: '{_folder.FullName}' is a directory; name a database file.\n"));
        (await ToolProcess.RunAsync("sql")).ShouldBe(new ToolResult(BadUsage, "", "lockkeeper: sql needs a DATABASE; see lockkeeper sql --help.\n"));
    }

    private void Plain(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private long Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
