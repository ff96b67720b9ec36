using Lockkeeper.DuckDB;
using Lockkeeper.Tests.Facade;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.Cli;

/// <summary><c>sql</c> on a DuckDB file.</summary>
public sealed class DuckDBSqlTests : IDisposable
{
    private const int BadUsage = 2;
    private const int Held = 3;

    private readonly DuckDBProgram _file = new("CREATE TABLE t(id INTEGER PRIMARY KEY, name VARCHAR); INSERT INTO t VALUES (1, 'a,b'), (2, NULL)");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_script_that_only_reads_leaves_the_file_as_it_was()
    {
        byte[] before = await File.ReadAllBytesAsync(_file.Path, Token);

        ToolResult result = await Sql("SELECT * FROM t ORDER BY id; SELECT count(*) AS n FROM t");

        result.ShouldBe(new ToolResult(0, "id,name\n1,\"a,b\"\n2,\nn\n2\n", ""));
        (await File.ReadAllBytesAsync(_file.Path, Token)).ShouldBe(before);
        _file.Names.ShouldBe(["a.duckdb", "a.duckdb-lockkeeper"]);
    }

    [Fact]
    public async Task A_script_that_writes_is_one_transaction_and_says_how_many_rows_it_changed()
    {
        ToolResult good = await Sql("INSERT INTO t VALUES ($id, @name) RETURNING id; UPDATE t SET name = name || '!'; SELECT name FROM t WHERE id = 7", "--param", "id=7", "--param", "name=007");
        good.ShouldBe(new ToolResult(0, "id\n7\nname\n007!\n", "4 rows changed.\n"));

        ToolResult bad = await Sql("DELETE FROM t; INSERT INTO nowhere VALUES (1)");
        (bad.Status, bad.Output).ShouldBe((BadUsage, ""));
        bad.Error.ShouldStartWith("lockkeeper: DuckDB says: Catalog Error: Table with name nowhere does not exist! ");
        bad.Error.Count(character => character == '\n').ShouldBe(1);
        _file.Run("SELECT count(*) FROM t").ShouldBe(3L);
    }

    [Fact]
    public async Task Values_of_all_types_are_written_as_DuckDB_writes_them()
    {
        const string Values = "SELECT 1::HUGEINT AS h, true AS b, DATE '2020-01-02' AS d, TIMESTAMP '2020-01-02 03:04:05.678' AS ts, [1, NULL] AS l, "
            + "{'a': 1, 'b': [1.5]} AS s, MAP {'k': 1} AS m, 'infinity'::DATE AS i, 12345678901234567890123456789012345678::DECIMAL(38, 0) AS n, 'x'::BLOB AS x, NULL AS z";

        (await Sql(Values)).ShouldBe(new ToolResult(
            0, "h,b,d,ts,l,s,m,i,n,x,z\n1,true,2020-01-02,2020-01-02 03:04:05.678,\"[1, NULL]\",\"{'a': 1, 'b': [1.5]}\",{k=1},infinity,12345678901234567890123456789012345678,78,\n", ""));
        (await Sql(Values, "--json")).ShouldBe(new ToolResult(
            0,
            """{"h":1,"b":true,"d":"2020-01-02","ts":"2020-01-02 03:04:05.678","l":[1,null],"s":{"a":1,"b":[1.5]},"m":{"k":1},"i":"infinity","n":"12345678901234567890123456789012345678","x":"eA==","z":null}""" + "\n",
            ""));
        (await Sql("SELECT DATE '12000-01-01' AS far")).ShouldBe(
            new ToolResult(BadUsage, "", "lockkeeper: A value of the column far is beyond what can be shown as DATE; read it as text, with CAST(… AS VARCHAR).\n"));
    }

    [Theory]
    [InlineData("DuckDB says: Parser Error: syntax error at or near \"SELEC\".", "SELEC 1")]
    [InlineData("DuckDB says: Constraint Error: Duplicate key \"id: 1\" violates primary key constraint.", "INSERT INTO t VALUES (1, 'again')")]
    [InlineData("The SQL has the parameter $a; give its value with --param a=VALUE.", "SELECT $a")]
    [InlineData("The SQL has a parameter without a name; write $name in place of ?, and --param name=value.", "SELECT ?")]
    [InlineData("A script is one transaction; leave BEGIN, COMMIT and ROLLBACK out.", "INSERT INTO t VALUES (3, ''); COMMIT")]
    public async Task Bad_SQL_and_bad_parameters_are_one_sentence_each_and_change_nothing(string sentence, string sql)
    {
        (await Sql(sql)).ShouldBe(new ToolResult(BadUsage, "", $"lockkeeper: {sentence}\n"));
        _file.Run("SELECT count(*) FROM t").ShouldBe(2L);
    }

    [Fact]
    public async Task A_writer_in_the_middle_of_a_transaction_is_named_to_reads_and_writes()
    {
        await using SharedDatabase db = DuckDBDatabase.Open(_file.Path);
        using var writing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Task write = db.WriteAsync(
            _ =>
            {
                writing.Set();
                goOn.Wait(Token);
            },
            Token,
            operation: "ImportOrders");
        try
        {
            writing.Wait(Token);
            foreach (string sql in (string[])["SELECT * FROM t", "CHECKPOINT"])
            {
                ToolResult refused = await Sql(sql, "--timeout", "0.3");
                refused.Status.ShouldBe(Held, refused.Error);
                refused.Output.ShouldBeEmpty();
                refused.Error.ShouldContain("ImportOrders");
            }
        }
        finally
        {
            goOn.Set();
        }

        await write.Within();
        (await Sql("SELECT count(*) AS n FROM t")).Output.ShouldBe("n\n2\n");
    }

    [Fact]
    public async Task A_reader_that_keeps_a_writer_waiting_is_named()
    {
        await using SharedDatabase db = DuckDBDatabase.Open(_file.Path);
        await db.ReadAsync(
            async _ =>
            {
                ToolResult refused = await Sql("CHECKPOINT", "--timeout", "1");
                refused.Status.ShouldBe(Held, refused.Error);
                refused.Error.ShouldContain(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Process {Environment.ProcessId} ("));
                refused.Error.ShouldContain(" has read for ");
                (await Sql("SELECT count(*) AS n FROM t")).Output.ShouldBe("n\n2\n", "readers share the file");
                return true;
            },
            Token).Within();
    }

    [Fact]
    public async Task A_program_without_Lockkeeper_that_has_the_file_is_named()
    {
        using ChildProcess program = await ChildProcess.StartAsync("duckdb", _file.Path);
        (await program.AskAsync("open")).ShouldBe("opened");
        foreach (string sql in (string[])["SELECT * FROM t", "CHECKPOINT"])
        {
            // Long enough to have tried to open it.
            ToolResult refused = await Sql(sql, "--timeout", "3");
            refused.Status.ShouldBe(Held, refused.Error);
            refused.Error.ShouldContain("Lockkeeper.TestProcess");
            refused.Error.ShouldContain(program.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task A_text_file_an_empty_one_and_none_are_one_sentence_each()
    {
        await File.WriteAllTextAsync(_file.In("notes.duckdb"), "not a database\n", Token);
        await File.WriteAllTextAsync(_file.In("empty.duckdb"), "", Token);
        (await ToolProcess.RunAsync("sql", _file.In("notes.duckdb"), "SELECT 1")).Error.ShouldBe(
            $"lockkeeper: '{_file.In("notes.duckdb")}' is neither a SQLite nor a DuckDB database, or it is encrypted.\n");
        (await ToolProcess.RunAsync("sql", _file.In("empty.duckdb"), "SELECT 1")).Error.ShouldBe(
            $"lockkeeper: '{_file.In("empty.duckdb")}' is empty, and DuckDB makes no database of an empty file. Delete it; the program that fills it makes it anew.\n");
        (await ToolProcess.RunAsync("sql", _file.In("none.duckdb"), "SELECT 1")).ShouldBe(
            new ToolResult(BadUsage, "", $"lockkeeper: There is no file '{_file.In("none.duckdb")}'.\n"));
        _file.Names.ShouldBe(["a.duckdb", "empty.duckdb", "notes.duckdb"]);
    }

    [Fact]
    public async Task A_file_is_made_where_that_is_asked_for_by_the_engine_that_its_name_says()
    {
        (await ToolProcess.RunAsync("sql", "--create", _file.In("new.DUCKDB"), "CREATE TABLE t AS SELECT 42 AS answer")).ShouldBe(new ToolResult(0, "", "0 rows changed.\n"));
        (await ToolProcess.RunAsync("sql", "--create", _file.In("new.DUCKDB"), "FROM t")).ShouldBe(new ToolResult(0, "answer\n42\n", ""));
        DuckDBProgram.Run(_file.In("new.DUCKDB"), "FROM t").ShouldBe(42);
        (await ToolProcess.RunAsync("sql", "--create", _file.In("new.db"), "CREATE TABLE t(a)")).ShouldBe(new ToolResult(0, "", "0 rows changed.\n"));
        (await ToolProcess.RunAsync("sql", _file.In("new.db"), "SELECT count(*) AS n FROM sqlite_master")).ShouldBe(new ToolResult(0, "n\n1\n", ""));
        ToolResult refused = await ToolProcess.RunAsync("sql", "--create", _file.In("none/new.duckdb"), "SELECT 1");
        (refused.Status, refused.Output, refused.Error.Count(character => character == '\n')).ShouldBe((BadUsage, "", 1));
        refused.Error.ShouldContain("its directory does not exist");
    }

    private Task<ToolResult> Sql(params string[] arguments) => ToolProcess.RunAsync(["sql", _file.Path, .. arguments]);
}
