using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Lockkeeper.Tests.Cli;

/// <summary>The real tool as a process of its own, started as a user starts it.</summary>
internal sealed class ToolProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly Task<string> _output;
    private readonly Task _errors;
    private readonly Dictionary<string, TaskCompletionSource> _awaited = [];

    private ToolProcess(Process process, string input = "")
    {
        _process = process;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = ReadErrorsAsync();
    }

    public int Id => _process.Id;

    /// <summary>Starts the tool's executable.</summary>
    public static ToolProcess Start(params IEnumerable<string> arguments) => Start(Path, temporary: null, arguments);

    /// <summary>Starts it with a folder of the test's own for temporary files.</summary>
    public static ToolProcess StartIn(DirectoryInfo temporary, params IEnumerable<string> arguments) => Start(Path, temporary, arguments);

    /// <summary>Starts it through the host, as <c>dotnet Lockkeeper.Cli.dll</c>.</summary>
    public static ToolProcess StartThroughHost(params IEnumerable<string> arguments) =>
        Start("dotnet", temporary: null, arguments.Prepend(System.IO.Path.Combine(AppContext.BaseDirectory, "Lockkeeper.Cli.dll")));

    /// <summary>Runs the tool to its end.</summary>
    public static async Task<ToolResult> RunAsync(params IEnumerable<string> arguments)
    {
        using ToolProcess tool = Start(arguments);
        return await tool.EndAsync();
    }

    /// <summary>Runs it to its end, with a text on its standard input.</summary>
    public static async Task<ToolResult> RunWithInputAsync(string input, params IEnumerable<string> arguments)
    {
        using ToolProcess tool = Start(Path, temporary: null, arguments, input);
        return await tool.EndAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<ToolResult> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _errors;
        return new ToolResult(_process.ExitCode, await _output, _error.ToString());
    }

    /// <summary>Waits until the error output has a line that contains <paramref name="text"/>.</summary>
    public Task SaysAsync(string text)
    {
        lock (_error)
        {
            if (_error.ToString().Contains(text, StringComparison.Ordinal)) return Task.CompletedTask;
            var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited[text] = said;
            return said.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The ids of its worker processes.</summary>
    public int[] FindWorkers() =>
    [
        // A child is its thread's, and any thread may have started it.
        .. Directory.GetDirectories($"/proc/{Id}/task")
            .SelectMany(thread => File.ReadAllText(System.IO.Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture)),
    ];

    /// <summary>Ends it with all that it started, if it runs still.</summary>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    /// <summary>The tool.</summary>
    public static string Path =>
        System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Lockkeeper.Cli.exe" : "Lockkeeper.Cli");

    private static ToolProcess Start(string program, DirectoryInfo? temporary, IEnumerable<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (temporary is not null) start.Environment[OperatingSystem.IsWindows() ? "TEMP" : "TMPDIR"] = temporary.FullName;
        return new ToolProcess(Process.Start(start)!, input);
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_error)
            {
                _error.AppendLine(line);
                foreach ((string text, TaskCompletionSource said) in _awaited)
                {
                    if (line.Contains(text, StringComparison.Ordinal)) said.TrySetResult();
                }
            }
        }
    }
}

/// <summary>How the tool ended.</summary>
internal sealed record ToolResult(int Status, string Output, string Error);
