using System.Text.Json;

namespace Lockkeeper.Tests.Cli.Stress;

/// <summary>The whole tool, with a web site and a loader that are written against other libraries.</summary>
public sealed class AccessToolTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    // BuildSiteTests stages the lock that the driver reports; here it may be met or not.
    [Theory]
    [InlineData("adonet")]
    [InlineData("dapper")]
    [InlineData("efcore")]
    public async Task The_drop_in_loses_no_insert_and_what_the_driver_acknowledges_stands(string access)
    {
        using ToolProcess tool = ToolProcess.StartIn(
            _folder,
            ["stress", "--workload", "builds", "--access", access, "--workers", "3", "--writes", "300", "--strategy", "immediate,lockkeeper", "--limit", "2", "--json"]);
        ToolResult result = await tool.EndAsync();

        // That writes of others fail is expected.
        result.Status.ShouldBe(0, result.Error);
        JsonElement[] lines = [.. result.Output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        lines.Select(line => line.GetProperty("strategy").GetString()).ShouldBe(["immediate", "lockkeeper"]);
        lines.ShouldAllBe(line => line.GetProperty("verified").GetBoolean());
        lines.ShouldAllBe(line => line.GetProperty("access").GetString() == access);
        lines[1].GetProperty("errors").GetInt64().ShouldBe(0);
        _folder.GetFileSystemInfos().ShouldBeEmpty();
    }
}
