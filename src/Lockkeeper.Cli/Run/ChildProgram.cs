using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lockkeeper.Cli.Run;

/// <summary>A program that the tool runs in its own place: with its input, its outputs and the signals that are meant for it.</summary>
internal static partial class ChildProgram
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="path">The program's file.</param>
    /// <param name="line">Its command line, its name first.</param>
    /// <param name="started">Told its id.</param>
    /// <returns>Its exit status; 128 and the signal's number where a signal ended it.</returns>
    /// <exception cref="UsageException">It cannot be started.</exception>
    public static async Task<int> RunAsync(string path, string[] line, Action<int> started)
    {
        using var child = new Process { StartInfo = new ProcessStartInfo(path, line[1..]) { UseShellExecute = false } };
        // Before the start: whoever asks the tool to end means the program.
        using var signals = new Signals(child);
        try
        {
            child.Start();
        }
        catch (Win32Exception error)
        {
            throw new UsageException($"'{line[0]}' cannot be run: {error.Message}");
        }

        signals.PassOn();
        started(child.Id);
        await child.WaitForExitAsync();
        return child.ExitCode;
    }

    /// <summary>kill(2): https://man7.org/linux/man-pages/man2/kill.2.html</summary>
    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    /// <summary>Keeps the tool alive while the program is, and passes on what came for it.</summary>
    private sealed class Signals : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly List<PosixSignal> _early = [];
        private readonly Process _child;
        private readonly PosixSignalRegistration[] _registrations;
        private bool _started;

        public Signals(Process child)
        {
            _child = child;
            _registrations = [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
                .Select(signal => PosixSignalRegistration.Create(signal, Handle))];
        }

        /// <summary>The program is started: what came meanwhile is passed on now.</summary>
        public void PassOn()
        {
            lock (_gate)
            {
                _started = true;
                foreach (PosixSignal signal in _early) Send(signal);
            }
        }

        public void Dispose()
        {
            foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        }

        private void Handle(PosixSignalContext context)
        {
            context.Cancel = true;
            // A terminal sends these to all of its foreground programs itself.
            if (context.Signal is PosixSignal.SIGINT or PosixSignal.SIGQUIT && !Console.IsInputRedirected) return;
            lock (_gate)
            {
                if (_started) Send(context.Signal);
                else _early.Add(context.Signal);
            }
        }

        private void Send(PosixSignal signal)
        {
            try
            {
                if (!OperatingSystem.IsWindows() && !_child.HasExited) _ = Kill(_child.Id, Number(signal));
            }
            catch (InvalidOperationException)
            {
                // It has ended and was forgotten meanwhile.
            }
        }

        // The same on Linux and macOS.
        private static int Number(PosixSignal signal) => signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGQUIT => 3,
            _ => 15,
        };
    }
}
