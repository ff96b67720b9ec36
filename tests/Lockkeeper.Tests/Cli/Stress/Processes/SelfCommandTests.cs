using System.Diagnostics;
using Lockkeeper.Cli.Stress.Processes;

namespace Lockkeeper.Tests.Cli.Stress.Processes;

public sealed class SelfCommandTests
{
    [Fact]
    public void The_executable_starts_itself()
    {
        ProcessStartInfo start = SelfCommand.Create(Path.Combine("bin", "lockkeeper"), Path.Combine("bin", "Lockkeeper.Cli.dll"), "stress-worker");
        start.FileName.ShouldBe(Path.Combine("bin", "lockkeeper"));
        start.ArgumentList.ShouldBe(["stress-worker"]);
    }

    [Theory]
    [InlineData("dotnet")]
    [InlineData("dotnet.exe")]
    public void A_host_is_told_which_assembly_to_run(string host)
    {
        ProcessStartInfo start = SelfCommand.Create(host, "Lockkeeper.Cli.dll", "stress-worker");
        start.FileName.ShouldBe(host);
        start.ArgumentList.ShouldBe(["exec", "Lockkeeper.Cli.dll", "stress-worker"]);
    }
}
