using System.Diagnostics;

namespace Lockkeeper.Tests.Sqlite;

/// <summary>A program without Lockkeeper on the same file: Python's own SQLite, in a real process.</summary>
internal sealed class PythonProgram : IDisposable
{
    private readonly Process _process;

    private PythonProgram(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>
    /// Starts a script that has <c>con</c>, a connection in autocommit mode, and <c>path</c>, and returns when it says
    /// <c>ready()</c>, which holds it until <see cref="Dispose"/>.
    /// </summary>
    public static PythonProgram Run(string path, string script)
    {
        var program = Start(path, script);
        program.WaitUntilReady();
        return program;
    }

    /// <summary>The same without waiting.</summary>
    public static PythonProgram Start(string path, string script)
    {
        const string Head = """
            import sqlite3, sys
            path = sys.argv[1]
            con = sqlite3.connect(path, isolation_level=None, timeout=5)
            def ready():
                print("ready", flush=True)
                sys.stdin.readline()

            """;
        var start = new ProcessStartInfo("python3")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Head + script);
        start.ArgumentList.Add(path);
        return new(Process.Start(start)!);
    }

    public void WaitUntilReady()
    {
        var line = _process.StandardOutput.ReadLine();
        if (line != "ready")
        {
            throw new InvalidOperationException(_process.StandardError.ReadToEnd());
        }
    }

    /// <summary>Lets the script go on after its <c>ready()</c>, and waits for its end.</summary>
    public void Finish()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Finish();
        _process.Dispose();
    }
}
