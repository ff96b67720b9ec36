using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Lockkeeper.Cli.Stress.Verification;
using Lockkeeper.Tests.Cli.Stress.Input;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Cli.Stress;

/// <summary>The whole tool, with its worker processes.</summary>
public sealed class StressToolTests : IDisposable
{
    private static readonly string[] Small = ["--processes", "2", "--workers", "4", "--writes", "2000"];

    // More than any machine writes while a test looks.
    private static readonly string[] Endless = ["--processes", "2", "--workers", "4", "--writes", "1000000000"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    private string DatabasePath => Path.Combine(_folder.FullName, "kept.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("visits")]
    [InlineData("topics")]
    [InlineData("transfers")]
    [InlineData("sync")]
    public async Task A_small_run_writes_all_and_verifies(string workload)
    {
        using ToolProcess tool = ToolProcess.StartIn(_folder, ["stress", "--workload", workload, "--json", .. Small]);
        ToolResult result = await tool.EndAsync();

        result.Status.ShouldBe(0, result.Error);
        result.Error.ShouldBeEmpty();
        result.Output.Trim().Split('\n').Length.ShouldBe(1);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement root = document.RootElement;
        root.GetProperty("workload").GetString().ShouldBe(workload);
        root.GetProperty("processes").GetInt32().ShouldBe(2);
        root.GetProperty("workers").GetInt32().ShouldBe(4);
        root.GetProperty("writes").GetInt64().ShouldBe(2_000);
        root.GetProperty("errors").GetInt64().ShouldBe(0);
        root.GetProperty("verified").GetBoolean().ShouldBeTrue();
        root.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
        root.GetProperty("wait").GetProperty("maxMs").GetDouble().ShouldBeGreaterThan(0);
        root.GetProperty("fairness").GetDouble().ShouldBeInRange(0.5, 1);
        root.GetProperty("batchSize").GetDouble().ShouldBeGreaterThanOrEqualTo(1);
        root.GetProperty("walBytes").GetInt64().ShouldBeGreaterThan(0);

        // Of SQLite's known bug neither, which a file that nobody else knows cannot meet.
        root.GetProperty("warnings").GetArrayLength().ShouldBe(0);

        // The temporary database is gone.
        _folder.GetFileSystemInfos().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--num", "7")]
    [InlineData("--num", "7", "--atomic-requests")]
    [InlineData("--sleep", "0.001", "--delay", "0.001")]
    public async Task A_web_site_its_client_and_a_loader_insert_all(params string[] switches)
    {
        using ToolProcess tool = ToolProcess.StartIn(_folder, ["stress", "--workload", "builds", "--workers", "3", "--writes", "600", "--json", .. switches]);
        ToolResult result = await tool.EndAsync();

        result.Status.ShouldBe(0, result.Error);
        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        root.GetProperty("processes").GetInt32().ShouldBe(3);
        root.GetProperty("access").GetString().ShouldBe("native");
        root.GetProperty("writes").GetInt64().ShouldBe(600);
        root.GetProperty("errors").GetInt64().ShouldBe(0);
        root.GetProperty("verified").GetBoolean().ShouldBeTrue();
        root.GetProperty("perProcess").EnumerateArray().Select(process => process.GetProperty("writes").GetInt64()).ShouldBe([300, 300]);
        _folder.GetFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_report_is_one_page_with_the_results_of_all_strategies()
    {
        string page = Path.Combine(_folder.FullName, "report.html");
        ToolResult result = await ToolProcess.RunAsync(["stress", "--workload", "topics", "--strategy", "immediate,lockkeeper", "--report", page, .. Small]);

        result.Status.ShouldBe(0, result.Error);
        string text = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        text.ShouldContain("\"name\":\"immediate\"");
        text.ShouldContain("\"name\":\"lockkeeper\"");
        text.ShouldContain("uPlot");
    }

    [Fact]
    public async Task Strategies_are_compared_each_on_a_fresh_file_of_its_own()
    {
        using ToolProcess tool = ToolProcess.StartIn(_folder, ["stress", "--strategy", "naive,immediate", "--strategy", "lockkeeper", "--timeout", "1", "--limit", "1", "--json", .. Small]);
        ToolResult result = await tool.EndAsync();

        // That writes of others fail is expected.
        result.Status.ShouldBe(0, result.Error);
        JsonElement[] lines = [.. result.Output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        lines.Select(line => line.GetProperty("strategy").GetString()).ShouldBe(["naive", "immediate", "lockkeeper"]);
        lines.ShouldAllBe(line => line.GetProperty("verified").GetBoolean());
        lines.Select(line => line.GetProperty("engineVersion").GetString()).Distinct().Count().ShouldBe(1);
        lines[0].GetProperty("errors").GetInt64().ShouldBe(lines[0].GetProperty("errorsByKind").EnumerateObject().Sum(kind => kind.Value.GetInt64()));
        lines[2].GetProperty("errors").GetInt64().ShouldBe(0);
        _folder.GetFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_tool_runs_through_the_host_as_well()
    {
        using ToolProcess tool = ToolProcess.StartThroughHost(["stress", .. Small]);
        ToolResult result = await tool.EndAsync();

        result.Status.ShouldBe(0, result.Error);
        result.Output.ShouldContain("2,000 of 2,000 writes acknowledged, verified.");
        result.Output.ShouldNotContain("\u001b");
        result.Error.ReplaceLineEndings("\n").ShouldStartWith("starting 2 processes\n");
    }

    [Fact]
    public async Task Each_line_of_an_input_is_written_once_and_bad_ones_are_shown()
    {
        string log = Path.Combine(_folder.FullName, "access.log");
        string[] lines = [.. Enumerable.Range(0, 500).Select(i => $"10.0.0.{i % 7} - - [17/May/2015:10:05:03 +0000] \"GET /{i} HTTP/1.1\" 200 {i} \"-\" \"-\"")];
        lines[41] = "what is this";
        lines[77] = "";
        File.WriteAllLines(log, lines);

        ToolResult result = await ToolProcess.RunAsync("stress", DatabasePath, "--input", log, "--processes", "3", "--workers", "5");

        result.Status.ShouldBe(0, result.Error);
        result.Output.ShouldContain("2 lines are not in the combined log format and left out, the first is line 42");
        using SqliteConnection connection = PlainConnection.Open(DatabasePath, SqliteOpenMode.ReadOnly);
        connection.ReadText("SELECT count(*) || ' ' || count(DISTINCT path) FROM ip_log").ShouldBe("498 498");
        connection.ReadText("SELECT sum(hits) || ' ' || sum(bytes) FROM user_activity").ShouldBe($"498 {(499 * 500 / 2) - 41 - 77}");
    }

    [Fact]
    public async Task An_input_is_repeated_until_there_are_as_many_writes_as_asked_for()
    {
        string log = Path.Combine(_folder.FullName, "access.log");
        File.WriteAllLines(log, ["10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\""]);

        ToolResult result = await ToolProcess.RunAsync("stress", DatabasePath, "--input", log, "--processes", "2", "--workers", "3", "--writes", "100");

        result.Status.ShouldBe(0, result.Error);
        using SqliteConnection connection = PlainConnection.Open(DatabasePath, SqliteOpenMode.ReadOnly);
        connection.ReadText("SELECT hits || ' ' || bytes FROM user_activity").ShouldBe("100 500");
    }

    [Fact]
    public async Task The_log_of_a_real_site_is_written_and_verified()
    {
        Assert.SkipUnless(RealLog.Path is not null, "The log is not beside the project.");
        ToolResult result = await ToolProcess.RunAsync("stress", "--input", RealLog.Path!, "--json");

        result.Status.ShouldBe(0, result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        document.RootElement.GetProperty("writes").GetInt64().ShouldBe(9_999);
        document.RootElement.GetProperty("badLines").GetInt32().ShouldBe(1);
        document.RootElement.GetProperty("verified").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_named_database_keeps_its_own_tables_and_the_next_run_begins_anew()
    {
        using (SqliteConnection connection = PlainConnection.Open(DatabasePath, SqliteOpenMode.ReadWriteCreate))
        {
            connection.ReadText("CREATE TABLE mine(x); INSERT INTO mine VALUES (7)");
        }

        (await ToolProcess.RunAsync(["stress", DatabasePath, .. Small])).Status.ShouldBe(0);
        (await ToolProcess.RunAsync(["stress", DatabasePath, .. Small])).Status.ShouldBe(0);

        using SqliteConnection after = PlainConnection.Open(DatabasePath, SqliteOpenMode.ReadOnly);
        after.ReadText("SELECT x FROM mine").ShouldBe("7");
        after.ReadText("SELECT count(*) FROM ip_log").ShouldBe("2000");
    }

    [Fact]
    public async Task Tables_of_the_same_name_that_no_run_made_are_not_dropped()
    {
        using (SqliteConnection connection = PlainConnection.Open(DatabasePath, SqliteOpenMode.ReadWriteCreate))
        {
            connection.ReadText("CREATE TABLE user_activity(x); INSERT INTO user_activity VALUES (7)");
        }

        byte[] before = File.ReadAllBytes(DatabasePath);
        ToolResult result = await ToolProcess.RunAsync(["stress", DatabasePath, .. Small]);

        result.Status.ShouldBe(2);
        result.Error.Trim().ShouldBe($"lockkeeper: {DatabasePath} has a user_activity that no stress run made, and a run would drop it; name another file.");
        File.ReadAllBytes(DatabasePath).ShouldBe(before);
        _folder.GetFileSystemInfos().Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_process_that_is_killed_is_an_error_and_the_others_finish()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It finds child processes as Linux shows them.");
        using ToolProcess tool = ToolProcess.Start("stress", DatabasePath, "--processes", "2", "--workers", "4", "--writes", "400000");
        while (CountRows() == 0) await Task.Yield();
        using (Process victim = Process.GetProcessById(tool.FindWorkers()[0])) victim.Kill();

        ToolResult result = await tool.EndAsync();
        result.Status.ShouldBe(1);
        result.Output.ShouldContain("was killed by signal 9 before it reported");
        result.Output.ShouldContain("✓ nothing left locked");
        result.Output.ShouldContain("✗ all processes reported");
        result.Output.ShouldContain("1 error, verification failed.");
        CountRows().ShouldBeGreaterThanOrEqualTo(200_000);
    }

    [Theory]
    [InlineData(2, "--strategy", "lockkeeper", "--processes", "2")]
    [InlineData(2, "--strategy", "naive", "--timeout", "3600", "--processes", "2")]
    [InlineData(3, "--strategy", "naive", "--timeout", "3600", "--workload", "builds")]
    public async Task An_interrupted_run_ends_its_processes_and_deletes_its_files(int processes, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It interrupts with a signal.");
        using ToolProcess tool = ToolProcess.StartIn(_folder, ["stress", "--workers", "4", "--writes", "1000000000", .. arguments]);
        await tool.SaysAsync(" writes ");
        int[] workers = tool.FindWorkers();
        workers.Length.ShouldBe(processes);
        using (Process kill = Process.Start("kill", ["-INT", tool.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        ToolResult result = await tool.EndAsync();
        result.Status.ShouldBe(1);
        result.Error.Trim().Split('\n')[^1].ShouldBe("lockkeeper: interrupted.");
        workers.ShouldAllBe(worker => !Directory.Exists($"/proc/{worker}"));
        _folder.GetFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public async Task Worker_processes_do_not_outlive_a_parent_that_is_killed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It finds child processes as Linux shows them.");
        using ToolProcess tool = ToolProcess.StartIn(_folder, ["stress", .. Endless]);
        await tool.SaysAsync(" writes ");
        Process[] workers = [.. tool.FindWorkers().Select(Process.GetProcessById)];
        using (Process parent = Process.GetProcessById(tool.Id)) parent.Kill();

        foreach (Process worker in workers)
        {
            await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
            worker.Dispose();
        }
    }

    /// <summary>The rows that are there now; 0 where the run has not come so far.</summary>
    private long CountRows()
    {
        if (!File.Exists(DatabasePath)) return 0;
        try
        {
            using SqliteConnection connection = PlainConnection.Open(DatabasePath, SqliteOpenMode.ReadOnly);
            return long.Parse(connection.ReadText("SELECT count(*) FROM ip_log"), CultureInfo.InvariantCulture);
        }
        catch (SqliteException)
        {
            // The table is not there yet, or the file is just being made.
            return 0;
        }
    }
}
