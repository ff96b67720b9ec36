using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lockkeeper.Tests.Locking;

/// <summary>A child process that does what it is told, line by line, and can be killed.</summary>
public sealed class TestProcess : IDisposable
{
    private readonly Process _process;

    private TestProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts a verb of Lockkeeper.TestProcess and waits until it says that it is ready.</summary>
    public static async Task<TestProcess> StartAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(DotnetHost(), ["exec", Path.Combine(AppContext.BaseDirectory, "Lockkeeper.TestProcess.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        TestProcess child = new(Process.Start(start)!);
        (await child.AnswerAsync()).ShouldBe("ready");
        return child;
    }

    public void Tell(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
    }

    public async Task<string?> AnswerAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public Task<string?> AskAsync(string command)
    {
        Tell(command);
        return AnswerAsync();
    }

    /// <summary>kill -9, and its end.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private static string DotnetHost()
    {
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
    }
}
