using System.Globalization;
using System.Text.Json;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Cli;

public sealed class DoctorTests : IDisposable
{
    private const int Good = 0;
    private const int Bad = 1;
    private const int BadUsage = 2;

    // Ends as a killed process does: nothing is closed.
    private const string Die = "\nimport os\nready()\nos._exit(0)";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    private string Database => Path.Combine(_folder.FullName, "app.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_look_changes_nothing_and_advises_WAL()
    {
        Plain("CREATE TABLE t(a); INSERT INTO t VALUES (1)");
        byte[] before = await File.ReadAllBytesAsync(Database, TestContext.Current.CancellationToken);

        ToolResult person = await ToolProcess.RunAsync("doctor", Database);
        person.Status.ShouldBe(Good, person.Error);
        person.Output.ShouldContain("delete: readers lock the writer out");
        (await ExamineAsync())["journal mode"].ShouldBe("warning");

        (await File.ReadAllBytesAsync(Database, TestContext.Current.CancellationToken)).ShouldBe(before);
        _folder.GetFiles().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_file_that_Lockkeeper_uses_is_well()
    {
        await using var test = await TestDatabase.CreateAsync();
        Dictionary<string, string> found = await ExamineAsync(path: test.Path, arguments: "--full");
        foreach (string check in (string[])["file", "journal mode", "WAL", "transactions", "side file", "permissions", "pages", "integrity"])
            found[check].ShouldBe("ok", check);
        await test.Insert(1, TestContext.Current.CancellationToken);
        test.Values<long>().ShouldBe([1]);
    }

    [Fact]
    public async Task Fix_switches_to_WAL_and_says_so()
    {
        Plain("CREATE TABLE t(a)");
        ToolResult result = await ToolProcess.RunAsync("doctor", Database, "--fix");
        result.Status.ShouldBe(Good, result.Error);
        result.Output.ShouldContain("Done: switched the file from delete to WAL.");
        result.Output.ShouldContain("Done: brought the planner's statistics up to date (PRAGMA optimize).");
        (await ExamineAsync())["journal mode"].ShouldBe("ok");
    }

    [Fact]
    public async Task Fix_leaves_a_file_alone_that_somebody_has_locked_and_says_who()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Programs without Lockkeeper are seen on Linux only.");
        Plain("CREATE TABLE t(a)");
        using var program = PythonProgram.Run(Database, "con.execute('begin immediate')\nready()");

        JsonElement document = await JsonAsync(Database, "--fix", "--timeout", "0.2");

        document.GetProperty("done").EnumerateArray().Single().GetString().ShouldNotBeNull().ShouldStartWith("no more: ");
        JsonElement transactions = Findings(document).Single(finding => finding.GetProperty("check").GetString() == "transactions");
        transactions.GetProperty("text").GetString().ShouldNotBeNull().ShouldStartWith(string.Create(CultureInfo.InvariantCulture, $"Process {program.Id} (python"));
        Severities(document)["journal mode"].ShouldBe("warning");
    }

    [Fact]
    public async Task A_leftover_WAL_is_explained_and_put_into_the_database_by_fix()
    {
        using (PythonProgram.Run(Database, "con.execute('pragma journal_mode=wal')\ncon.execute('create table t(a)')\ncon.execute('insert into t values (42)')" + Die))
        {
        }

        new FileInfo(Database + "-wal").Length.ShouldBeGreaterThan(0);
        JsonElement before = await JsonAsync(Database);
        Severities(before)["WAL"].ShouldBe("warning");
        new FileInfo(Database + "-wal").Length.ShouldBeGreaterThan(0, "a look changes nothing");

        JsonElement after = await JsonAsync(Database, "--fix");
        after.GetProperty("done").EnumerateArray().Select(done => done.GetString()).ShouldContain("put all of the WAL into the database.");
        Severities(after)["WAL"].ShouldBe("ok");
        Scalar("SELECT a FROM t").ShouldBe(42);
    }

    [Fact]
    public async Task A_hot_journal_is_explained_and_rolled_back_by_fix()
    {
        Plain("CREATE TABLE t(a); INSERT INTO t VALUES (1)");
        using (PythonProgram.Run(
            Database, "con.execute('pragma cache_size=1')\ncon.execute('begin')\ncon.execute('update t set a = 2')\nfor i in range(50): con.execute('insert into t values (zeroblob(9000))')" + Die))
        {
        }

        new FileInfo(Database + "-journal").Length.ShouldBeGreaterThan(512);
        Severities(await JsonAsync(Database))["rollback journal"].ShouldBe("warning");
        File.Exists(Database + "-journal").ShouldBeTrue("a look deletes nothing");

        JsonElement after = await JsonAsync(Database, "--fix");
        after.GetProperty("done").EnumerateArray().Select(done => done.GetString()).ShouldContain("let SQLite roll back what app.db-journal was for.");
        Scalar("SELECT sum(a) FROM t").ShouldBe(1);
    }

    [Fact]
    public async Task A_WAL_that_a_reader_holds_back_names_the_reader()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Programs without Lockkeeper are seen on Linux only.");
        using var program = PythonProgram.Run(
            Database,
            """
            con.execute('pragma journal_mode=wal')
            con.execute('create table t(a)')
            reader = sqlite3.connect(path, isolation_level=None)
            reader.execute('begin')
            reader.execute('select count(*) from t').fetchall()
            con.execute('pragma synchronous=off')
            for i in range(70): con.execute('insert into t values (zeroblob(1000000))')
            ready()
            """);

        JsonElement wal = Findings(await JsonAsync(Database)).Single(finding => finding.GetProperty("check").GetString() == "WAL");
        wal.GetProperty("severity").GetString().ShouldBe("warning");
        wal.GetProperty("text").GetString().ShouldNotBeNull().ShouldContain(string.Create(CultureInfo.InvariantCulture, $"held back by process {program.Id} (python"));
    }

    [Fact]
    public async Task Free_pages_are_a_warning_that_names_the_verb()
    {
        Plain("CREATE TABLE t(a); INSERT INTO t VALUES (zeroblob(20000000)); DELETE FROM t");
        JsonElement pages = Findings(await JsonAsync(Database)).Single(finding => finding.GetProperty("check").GetString() == "pages");
        pages.GetProperty("severity").GetString().ShouldBe("warning");
        pages.GetProperty("advice").GetString().ShouldNotBeNull().ShouldContain("lockkeeper vacuum --full");
    }

    [Fact]
    public async Task A_side_file_that_others_may_not_write_is_a_problem()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        await using var test = await TestDatabase.CreateAsync();
        UnixFileMode mode = File.GetUnixFileMode(test.Path);
        File.SetUnixFileMode(test.Path + "-lockkeeper", mode ^ UnixFileMode.OtherExecute);
        ToolResult result = await ToolProcess.RunAsync("doctor", test.Path, "--json");
        result.Status.ShouldBe(Bad, result.Error);
        Severities(JsonDocument.Parse(result.Output).RootElement)["permissions"].ShouldBe("problem");
    }

    [Fact]
    public async Task A_damaged_page_is_found_by_the_long_check_alone()
    {
        Plain("CREATE TABLE t(a); WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT 'row ' || i FROM n");
        await using (FileStream file = File.OpenWrite(Database))
        {
            file.Position = 4 * 4_096;
            await file.WriteAsync(new byte[4_096], TestContext.Current.CancellationToken);
        }

        (await ExamineAsync())["integrity"].ShouldBe("ok", "not looked at");
        ToolResult result = await ToolProcess.RunAsync("doctor", Database, "--full", "--json");
        result.Status.ShouldBe(Bad, result.Error);
        Severities(JsonDocument.Parse(result.Output).RootElement)["integrity"].ShouldBe("problem");
    }

    [Fact]
    public async Task A_DuckDB_file_shows_its_storage_version_and_a_leftover_WAL()
    {
        // The main header of a DuckDB file: a checksum, the magic bytes, the version.
        byte[] header = new byte[4_096];
        "DUCK"u8.CopyTo(header.AsSpan(8));
        header[12] = 64;
        await File.WriteAllBytesAsync(Database, header, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Database + ".wal", header, TestContext.Current.CancellationToken);

        JsonElement document = await JsonAsync(Database);
        Findings(document).Single(finding => finding.GetProperty("check").GetString() == "storage version").GetProperty("text").GetString()
            .ShouldBe("64, of DuckDB 0.9.0 to 1.1.3: those and newer ones read it.");
        Severities(document)["WAL"].ShouldBe("warning");
    }

    [Fact]
    public async Task What_is_no_database_is_one_sentence()
    {
        string text = Path.Combine(_folder.FullName, "notes.txt");
        await File.WriteAllTextAsync(text, "not a database\n", TestContext.Current.CancellationToken);
        (await ToolProcess.RunAsync("doctor", text)).ShouldBe(
            new ToolResult(BadUsage, "", $"lockkeeper: '{text}' is neither a SQLite nor a DuckDB database, or it is encrypted.\n"));
        (await ToolProcess.RunAsync("doctor", Database)).ShouldBe(new ToolResult(BadUsage, "", $"lockkeeper: There is no file '{Database}'.\n"));
        (await ToolProcess.RunAsync("doctor", _folder.FullName)).ShouldBe(
            new ToolResult(BadUsage, "", $"lockkeeper: '{_folder.FullName}' is a directory; name a database file.\n"));
        (await ToolProcess.RunAsync("doctor")).ShouldBe(new ToolResult(BadUsage, "", "lockkeeper: doctor needs a DATABASE; see lockkeeper doctor --help.\n"));
    }

    private async Task<Dictionary<string, string>> ExamineAsync(string? path = null, params string[] arguments) =>
        Severities(await JsonAsync(path ?? Database, arguments));

    private static async Task<JsonElement> JsonAsync(string path, params string[] arguments)
    {
        ToolResult result = await ToolProcess.RunAsync(["doctor", path, "--json", .. arguments]);
        result.Error.ShouldBeEmpty();
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private static JsonElement[] Findings(JsonElement document) => [.. document.GetProperty("findings").EnumerateArray()];

    private static Dictionary<string, string> Severities(JsonElement document) => Findings(document)
        .ToDictionary(finding => finding.GetProperty("check").GetString()!, finding => finding.GetProperty("severity").GetString()!);

    private void Plain(string sql) => Ask(sql, command => command.ExecuteNonQuery());

    private long Scalar(string sql) => Ask(sql, command => (long)command.ExecuteScalar()!);

    private T Ask<T>(string sql, Func<SqliteCommand, T> run)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return run(command);
    }
}
