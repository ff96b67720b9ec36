using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lockkeeper.Faults.Rig;

/// <summary>A process of the rig: told what to do line by line, killed, stopped and continued.</summary>
internal sealed class Child : IDisposable
{
    // A loaded machine is slow; a process that hangs is caught all the same.
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private int _disposed;

    private Child(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) _errors.Enqueue(line.Data);
        };
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it logged: warnings and errors, a line each.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Starts a verb of Lockkeeper.TestProcess and does not wait for it.</summary>
    public static Child Start(string verb, params string[] arguments) =>
        StartProgram(DotnetHost(), ["exec", Path.Combine(AppContext.BaseDirectory, "Lockkeeper.TestProcess.dll"), verb, .. arguments]);

    /// <summary>Starts a verb of Lockkeeper.TestProcess and waits until it says that it is ready.</summary>
    public static async Task<Child> StartReadyAsync(string verb, params string[] arguments)
    {
        var child = Start(verb, arguments);
        await child.ExpectAsync("ready");
        return child;
    }

    /// <summary>Starts any program.</summary>
    public static Child StartProgram(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // They live for a moment: what costs at the start and pays later is left out.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return new Child(Process.Start(start)!);
    }

    public void Tell(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
    }

    public async Task<string?> AnswerAsync()
    {
        try
        {
            return await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask()
                .WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"Process {Id} did not answer in {Patience}. Its log: {string.Join('\n', _errors)}", error);
        }
    }

    public async Task<string> AskAsync(string command)
    {
        Tell(command);
        return await AnswerAsync() ?? throw new InvalidOperationException($"Process {Id} ended. Its log: {string.Join('\n', _errors)}");
    }

    public async Task ExpectAsync(string answer)
    {
        var line = await AnswerAsync();
        line.ShouldBe(answer, $"Process {Id} said something else. Its log: {string.Join('\n', _errors)}");
    }

    /// <summary>kill -9, and its end. Returns when it was killed, in the ticks that the logs have.</summary>
    public long Kill()
    {
        _ = Libc.Signal(Id, 9);
        var at = Stopwatch.GetTimestamp();
        _process.WaitForExit();
        return at;
    }

    /// <summary>SIGSTOP. One that has just killed itself is left alone.</summary>
    public void Pause() => _ = Libc.Signal(Id, Libc.Stop);

    /// <summary>SIGCONT.</summary>
    public void Continue() => _ = Libc.Signal(Id, Libc.Continue);

    /// <summary>Waits until it ends by itself.</summary>
    public async Task EndAsync() =>
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Ends a process that works until it is told to stop.</summary>
    public async Task StopAsync()
    {
        Tell("stop");
        await ExpectAsync("done");
        await EndAsync();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private static string DotnetHost()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
    }
}
