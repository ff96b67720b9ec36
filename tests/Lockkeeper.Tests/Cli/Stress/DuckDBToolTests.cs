using System.Diagnostics;
using System.Text.Json;

namespace Lockkeeper.Tests.Cli.Stress;

/// <summary>The whole tool, with its worker processes, on files of DuckDB.</summary>
public sealed class DuckDBToolTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    private string DatabasePath => Path.Combine(_folder.FullName, "kept.duckdb");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("visits", 200, 2, "--processes", "2", "--workers", "4", "--writes", "200")]
    [InlineData("assets", 10, 5, "--writes", "10", "--rows", "600")]
    [InlineData("assets", 7, 2, "--writes", "7", "--processes", "2", "--rows", "600")]
    public async Task A_small_run_writes_all_and_verifies(string workload, int writes, int processes, params string[] switches)
    {
        using ToolProcess tool = ToolProcess.StartIn(_folder, ["stress", "--engine", "duckdb", "--workload", workload, "--json", .. switches]);
        ToolResult result = await tool.EndAsync();

        result.Status.ShouldBe(0, result.Error);
        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        root.GetProperty("engine").GetString().ShouldBe("duckdb");
        root.GetProperty("durability").GetString().ShouldBe("full");
        root.GetProperty("workload").GetString().ShouldBe(workload);
        root.GetProperty("processes").GetInt32().ShouldBe(processes);
        root.GetProperty("writes").GetInt64().ShouldBe(writes);
        root.GetProperty("errors").GetInt64().ShouldBe(0);
        root.GetProperty("verified").GetBoolean().ShouldBeTrue();
        root.GetProperty("warnings").GetArrayLength().ShouldBe(0);
        _folder.GetFileSystemInfos().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("visits", "--processes", "2", "--workers", "1", "--writes", "60")]
    [InlineData("assets", "--writes", "5", "--rows", "600")]
    public async Task All_strategies_are_compared_and_what_each_acknowledged_stands(string workload, params string[] switches)
    {
        using ToolProcess tool = ToolProcess.StartIn(_folder, ["stress", "--engine", "duckdb", "--workload", workload, "--strategy", "all", "--limit", "20", "--json", .. switches]);
        ToolResult result = await tool.EndAsync();

        // That writes of others fail is expected.
        result.Status.ShouldBe(0, result.Error);
        JsonElement[] lines = [.. result.Output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        lines.Select(line => line.GetProperty("strategy").GetString()).ShouldBe(["naive", "retry", "filelock", "lockkeeper"]);
        lines.ShouldAllBe(line => line.GetProperty("verified").GetBoolean());
        lines.ShouldAllBe(line => line.GetProperty("errors").GetInt64() == line.GetProperty("errorsByKind").EnumerateObject().Sum(kind => kind.Value.GetInt64()));
        // The lock file and the lease let nobody fail.
        lines[2].GetProperty("errors").GetInt64().ShouldBe(0);
        lines[3].GetProperty("errors").GetInt64().ShouldBe(0);
        _folder.GetFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_named_file_is_written_again_and_tables_that_no_run_made_stay()
    {
        string[] run = ["stress", DatabasePath, "--engine", "duckdb", "--processes", "1", "--workers", "2", "--writes", "20"];
        (await ToolProcess.RunAsync(run)).Status.ShouldBe(0);
        (await ToolProcess.RunAsync(run)).Status.ShouldBe(0);

        ToolResult assets = await ToolProcess.RunAsync("stress", DatabasePath, "--engine", "duckdb", "--workload", "assets", "--writes", "5", "--rows", "600");
        assets.Status.ShouldBe(0, assets.Error);
        assets.Output.ShouldContain("✓ orders: 500 rows of run 1, each as it must be");
    }

    [Fact]
    public async Task A_file_of_another_engine_is_refused_and_left_as_it_is()
    {
        (await ToolProcess.RunAsync("stress", DatabasePath, "--processes", "1", "--workers", "1", "--writes", "1")).Status.ShouldBe(0);
        byte[] before = File.ReadAllBytes(DatabasePath);

        ToolResult result = await ToolProcess.RunAsync("stress", DatabasePath, "--engine", "duckdb");
        result.Status.ShouldBe(2);
        result.Error.ShouldStartWith($"lockkeeper: {DatabasePath} cannot be read as a DuckDB database: ");
        File.ReadAllBytes(DatabasePath).ShouldBe(before);
    }

    [Fact]
    public async Task A_process_of_the_pipeline_that_is_killed_lets_nobody_wait_for_its_tables()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It finds child processes as Linux shows them.");
        using ToolProcess tool = ToolProcess.StartIn(_folder, "stress", "--engine", "duckdb", "--workload", "assets", "--writes", "100000", "--rows", "600", "--limit", "4");
        await tool.SaysAsync(" writes ");
        using (Process victim = Process.GetProcessById(tool.FindWorkers()[0])) victim.Kill();

        ToolResult result = await tool.EndAsync();
        result.Status.ShouldBe(1);
        result.Output.ShouldContain("was killed by signal 9 before it reported");
        result.Output.ShouldContain("not built: an asset before it failed");
    }

    [Theory]
    [InlineData("sqlite", false)]
    [InlineData("duckdb", true)]
    public async Task The_library_of_DuckDB_is_loaded_for_its_own_files_alone(string engine, bool isLoaded)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It reads what a process has loaded as Linux shows it.");
        using ToolProcess tool = ToolProcess.StartIn(_folder, "stress", "--engine", engine, "--processes", "2", "--workers", "1", "--writes", "1000000000");
        await tool.SaysAsync(" writes ");
        int[] processes = [tool.Id, .. tool.FindWorkers()];
        processes.Length.ShouldBe(3);
        foreach (int process in processes)
        {
            string maps = await File.ReadAllTextAsync($"/proc/{process}/maps", TestContext.Current.CancellationToken);
            maps.Contains("libduckdb", StringComparison.Ordinal).ShouldBe(isLoaded);
        }
    }
}
