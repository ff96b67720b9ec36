using System.Diagnostics;
using System.Text.Json;
using Lockkeeper.DuckDB;
using Lockkeeper.Sqlite;
using Lockkeeper.Tests.Facade;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.Cli;

/// <summary><c>who</c> and <c>run</c> on a DuckDB file.</summary>
public sealed class DuckDBWhoTests : IDisposable
{
    private const int Free = 0;
    private const int Held = 3;

    private readonly DuckDBProgram _file = new("CREATE TABLE t(id INTEGER, pid INTEGER)");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_program_without_Lockkeeper_that_has_the_file_open_is_named_with_its_lock()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Programs without Lockkeeper are seen on Linux only.");
        using ChildProcess program = await ChildProcess.StartAsync("duckdb", _file.Path);
        (await program.AskAsync("open")).ShouldBe("opened");

        JsonElement process = (await WhoAsync(Held)).ShouldHaveSingleItem();
        process.GetProperty("id").GetInt32().ShouldBe(program.Id);
        process.GetProperty("usesLockkeeper").GetBoolean().ShouldBeFalse();
        process.GetProperty("commandLine").GetString().ShouldNotBeNull().ShouldContain("Lockkeeper.TestProcess");
        process.GetProperty("locks").EnumerateArray().Select(name => name.GetString()).ShouldBe(["exclusive"]);
        _file.Names.ShouldNotContain("a.duckdb-lockkeeper", "nothing is written");

        (await program.AskAsync("close")).ShouldBe("closed");
        (await WhoAsync(Free)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_Lockkeeper_writer_is_named_with_its_operation_and_loses_no_lock_by_being_looked_at()
    {
        await using SharedDatabase db = DuckDBDatabase.Open(_file.Path);
        await db.WriteAsync(
            async _ =>
            {
                JsonElement process = (await WhoAsync(Held)).ShouldHaveSingleItem();
                process.GetProperty("id").GetInt32().ShouldBe(Environment.ProcessId);
                process.GetProperty("operation").GetString().ShouldBe("ImportOrders");
                process.GetProperty("locks").EnumerateArray().Select(name => name.GetString()).ShouldBe(["exclusive"]);
                SqliteDatabase.Observe(_file.Path).Processes.ShouldHaveSingleItem();

                using ChildProcess program = await ChildProcess.StartAsync("duckdb", _file.Path);
                (await program.AskAsync("open")).ShouldNotBeNull().ShouldContain("Conflicting lock is held");
            },
            Token,
            operation: "ImportOrders").Within();
    }

    [Fact]
    public async Task Processes_that_read_hold_the_file_shared()
    {
        await using SharedDatabase db = DuckDBDatabase.Open(_file.Path);
        await db.ReadAsync(
            async _ =>
            {
                JsonElement process;
                do
                {
                    // What this process starts meanwhile, for other tests, inherits the descriptor and not the lock.
                    process = (await WhoAsync(Held)).Where(process => process.GetProperty("holds").GetBoolean()).ShouldHaveSingleItem();
                    process.GetProperty("id").GetInt32().ShouldBe(Environment.ProcessId);
                    process.GetProperty("locks").EnumerateArray().Select(name => name.GetString()).ShouldBe(["shared"]);
                }
                while (process.GetProperty("readers").GetInt32() != 1 && !Token.IsCancellationRequested); // The board is some 50 ms old.
                return true;
            },
            Token).Within();
    }

    [Fact]
    public async Task A_program_that_is_run_finds_the_file_closed_by_a_busy_Lockkeeper_writer()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        await using SharedDatabase db = DuckDBDatabase.Open(_file.Path);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        int written = 0;
        using var begun = new ManualResetEventSlim();
        Task writer = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await db.ExecuteAsync($"INSERT INTO t VALUES ({written}, {Environment.ProcessId})", Token);
                    written++;
                    begun.Set();
                }
            },
            Token);
        begun.Wait(Token);

        string program = $"printf 'run INSERT INTO t VALUES (-1, -1) RETURNING id\\n' | '{Dotnet}' exec '{Path.Combine(AppContext.BaseDirectory, "Lockkeeper.TestProcess.dll")}' duckdb '{_file.Path}'";
        ToolResult result = await ToolProcess.RunAsync("run", _file.Path, "--", "sh", "-c", program);
        await stop.CancelAsync();
        await writer.Within();

        result.ShouldBe(new ToolResult(0, "ready\ndone -1\n", ""));
        await db.DisposeAsync();
        _file.Run("SELECT count(*) FROM t").ShouldBe(written + 1L);
    }

    [Theory]
    [InlineData("who")]
    [InlineData("doctor")]
    [InlineData("sql", "SELECT 1")]
    [InlineData("checkpoint")]
    public async Task DuckDBs_library_is_not_loaded_for_a_SQLite_file(string verb, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The loader of Linux tells what it loads.");
        string sqlite = _file.In("app.db");
        await using (var db = SqliteDatabase.Open(sqlite)) await db.ExecuteAsync($"CREATE TABLE t(v)", Token);
        (await LoadsDuckDBAsync([verb, sqlite, .. arguments])).ShouldBeFalse();
    }

    [Fact]
    public async Task DuckDBs_library_is_loaded_to_open_its_files_and_not_to_see_who_has_them()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The loader of Linux tells what it loads.");
        (await LoadsDuckDBAsync(["sql", _file.Path, "SELECT 1"])).ShouldBeTrue();
        (await LoadsDuckDBAsync(["who", _file.Path])).ShouldBeFalse();
        (await LoadsDuckDBAsync(["run", _file.Path, "--", "true"])).ShouldBeFalse();
    }

    private static string Dotnet => Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";

    private async Task<JsonElement[]> WhoAsync(int status)
    {
        ToolResult result = await ToolProcess.RunAsync("who", _file.Path, "--json");
        result.Status.ShouldBe(status, result.Error);
        return [.. JsonDocument.Parse(result.Output).RootElement.GetProperty("processes").EnumerateArray()];
    }

    // https://man7.org/linux/man-pages/man8/ld.so.8.html, LD_DEBUG
    private async Task<bool> LoadsDuckDBAsync(string[] arguments)
    {
        string log = _file.In("loaded");
        var start = new ProcessStartInfo(ToolProcess.Path, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LD_DEBUG"] = "files";
        start.Environment["LD_DEBUG_OUTPUT"] = log;
        using Process tool = Process.Start(start)!;
        string error = await tool.StandardError.ReadToEndAsync(Token);
        await tool.WaitForExitAsync(Token);
        tool.ExitCode.ShouldBe(0, error);
        string[] logs = Directory.GetFiles(Path.GetDirectoryName(log)!, "loaded.*");
        bool loads = logs.Any(file => File.ReadAllText(file).Contains("libduckdb.so", StringComparison.Ordinal));
        logs.ShouldNotBeEmpty();
        foreach (string file in logs) File.Delete(file);
        return loads;
    }
}
