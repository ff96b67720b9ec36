using System.Globalization;
using System.Text.Json;
using Lockkeeper.Sqlite;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Sqlite;

namespace Lockkeeper.Tests.Cli;

public sealed class WhoTests : IDisposable
{
    private const int Free = 0;
    private const int BadUsage = 2;
    private const int Held = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string File(string name) => Path.Combine(_folder.FullName, name);

    [Theory]
    [InlineData("con.execute('pragma journal_mode=wal')\ncon.execute('create table t(v)')\ncon.execute('begin immediate')\nready()", "write")]
    [InlineData("con.execute('create table t(v)')\ncon.execute('begin immediate')\nready()", "reserved")]
    [InlineData("con.execute('create table t(v)')\ncon.execute('begin exclusive')\nready()", "exclusive")]
    public async Task A_Python_program_that_holds_a_lock_is_named_on_a_file_that_Lockkeeper_never_opened(string script, string held)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Programs without Lockkeeper are seen on Linux only.");
        string path = File("app.db");
        using var program = PythonProgram.Run(path, script);

        ToolResult person = await ToolProcess.RunAsync("who", path);
        person.Status.ShouldBe(Held, person.Error);
        person.Output.ShouldStartWith($"{path} is held by process {program.Id.ToString(CultureInfo.InvariantCulture)}.");
        person.Output.ShouldContain("python");

        JsonElement process = (await JsonAsync(path)).Processes.ShouldHaveSingleItem();
        process.GetProperty("id").GetInt32().ShouldBe(program.Id);
        process.GetProperty("holds").GetBoolean().ShouldBeTrue();
        process.GetProperty("usesLockkeeper").GetBoolean().ShouldBeFalse();
        process.GetProperty("commandLine").GetString().ShouldNotBeNull().ShouldContain("python");
        process.GetProperty("locks").EnumerateArray().Select(name => name.GetString()).ShouldContain(held);
        System.IO.File.Exists(path + "-lockkeeper").ShouldBeFalse("nothing is written");
    }

    [Fact]
    public async Task A_program_that_only_has_the_file_open_does_not_hold_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Programs without Lockkeeper are seen on Linux only.");
        string path = File("app.db");
        using var program = PythonProgram.Run(path, "con.execute('pragma journal_mode=wal')\ncon.execute('create table t(v)')\nready()");

        ToolResult person = await ToolProcess.RunAsync("who", path);
        person.Status.ShouldBe(Free, person.Error);
        person.Output.ShouldStartWith($"{path} is free.");
        person.Output.ShouldContain("has it open");
        (await JsonAsync(path)).Processes.ShouldHaveSingleItem().GetProperty("id").GetInt32().ShouldBe(program.Id);
    }

    [Fact]
    public async Task A_program_that_locks_a_whole_file_as_DuckDB_does_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Programs without Lockkeeper are seen on Linux only.");
        string path = File("analytics.duckdb");
        using var program = PythonProgram.Run(
            File("other.db"), $"import fcntl\nf = open({JsonSerializer.Serialize(path)}, 'w')\nfcntl.lockf(f, fcntl.LOCK_EX)\nready()");

        ToolResult result = await ToolProcess.RunAsync("who", path);
        result.Status.ShouldBe(Held, result.Error);
        JsonElement process = (await JsonAsync(path)).Processes.ShouldHaveSingleItem();
        process.GetProperty("id").GetInt32().ShouldBe(program.Id);
        process.GetProperty("locks").EnumerateArray().Select(name => name.GetString()).ShouldBe(["exclusive"]);
    }

    [Fact]
    public async Task A_Lockkeeper_writer_is_named_with_its_operation_and_its_queue()
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
            Task queued = test.Insert(1, TestContext.Current.CancellationToken).AsTask();
            await Waiting.Until(() => test.Db.GetStatus().Processes.Single().QueueLength > 0, "the queued write to show on the board");

            ToolResult person = await ToolProcess.RunAsync("who", test.Path);
            person.Status.ShouldBe(Held, person.Error);
            person.Output.ShouldContain("ImportOrders");

            JsonElement process = (await JsonAsync(test.Path)).Processes.ShouldHaveSingleItem();
            process.GetProperty("id").GetInt32().ShouldBe(Environment.ProcessId);
            process.GetProperty("turn").GetString().ShouldBe("holding");
            process.GetProperty("operation").GetString().ShouldBe("ImportOrders");
            process.GetProperty("queue").GetInt32().ShouldBeGreaterThan(0);
            process.GetProperty("since").GetDateTimeOffset().ShouldBeLessThanOrEqualTo(DateTimeOffset.UtcNow);
            goOn.Set();
            await queued.Within();
        }
        finally
        {
            goOn.Set();
        }

        await write.Within();
    }

    [Fact]
    public async Task A_file_that_nobody_has_open_is_free()
    {
        string path = File("app.db");
        await using (var db = SqliteDatabase.Open(path)) await db.ExecuteAsync($"CREATE TABLE t(v)", TestContext.Current.CancellationToken);

        ToolResult result = await ToolProcess.RunAsync("who", path);
        result.Status.ShouldBe(Free, result.Error);
        result.Output.Trim().ShouldBe($"Nobody has {path} open.");
    }

    [Fact]
    public async Task A_link_shows_the_users_of_the_file_that_it_leads_to()
    {
        await using var test = await TestDatabase.CreateAsync();
        string link = File("link.db");
        System.IO.File.CreateSymbolicLink(link, test.Path);
        (await JsonAsync(link)).Processes.ShouldHaveSingleItem().GetProperty("id").GetInt32().ShouldBe(Environment.ProcessId);
    }

    [Fact]
    public async Task Looking_drops_no_lock_and_takes_no_place_on_the_board()
    {
        await using var test = await TestDatabase.CreateAsync();
        SqliteDatabase.Observe(test.Path).Processes.ShouldHaveSingleItem().Board.ShouldNotBeNull();
        test.Db.GetStatus().Processes.Count.ShouldBe(1);
        await test.Insert(1, TestContext.Current.CancellationToken);
        test.Values<long>().ShouldBe([1]);
    }

    [Fact]
    public async Task A_file_that_does_not_exist_a_directory_and_no_name_are_each_one_sentence()
    {
        (await ToolProcess.RunAsync("who", File("none.db"))).ShouldBe(new ToolResult(BadUsage, "", $"lockkeeper: There is no file '{File("none.db")}'.\n"));
        (await ToolProcess.RunAsync("who", _folder.FullName)).ShouldBe(
            new ToolResult(BadUsage, "", $"lockkeeper: '{_folder.FullName}' is a directory; name a database file.\n"));
        (await ToolProcess.RunAsync("who")).ShouldBe(new ToolResult(BadUsage, "", "lockkeeper: who needs a DATABASE; see lockkeeper who --help.\n"));
    }

    private static async Task<(JsonElement[] Processes, JsonElement Document)> JsonAsync(string path)
    {
        ToolResult result = await ToolProcess.RunAsync("who", path, "--json");
        result.Error.ShouldBeEmpty();
        JsonElement document = JsonDocument.Parse(result.Output).RootElement;
        document.GetProperty("held").GetBoolean().ShouldBe(result.Status == Held);
        return ([.. document.GetProperty("processes").EnumerateArray()], document);
    }
}
