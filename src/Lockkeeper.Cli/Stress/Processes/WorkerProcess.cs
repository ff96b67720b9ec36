using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>The parent's side of one worker process: starts it, talks to it, and sees to its end.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    // The first lines say what happened; what follows is where.
    private const int KeptErrorLines = 8;
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _errorLines = [];
    private readonly Lock _sending = new();
    private readonly Task _following;
    private volatile WorkerProgress _progress = new(0, 0);

    private WorkerProcess(int number, Process process)
    {
        Number = number;
        _process = process;
        _following = FollowAsync();
    }

    /// <summary>Its number, from 0.</summary>
    public int Number { get; }

    /// <summary>The system's id of it.</summary>
    public int Id => _process.Id;

    /// <summary>Completes when it is ready to begin; fails with <see cref="StressFailedException"/> when it never will be.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Completes when it has reported or is dead. Never fails.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Where it listens, of a web site that is ready.</summary>
    public Uri? Site { get; private set; }

    /// <summary>How far it is, as last told.</summary>
    public WorkerProgress Progress => _progress;

    /// <summary>Is called with each of its items that others may wait for, in order.</summary>
    public Action<ItemEnd>? ItemEnded { get; set; }

    /// <summary>All that it did, or <see langword="null"/> where it died before it could tell.</summary>
    public WorkerReport? Report { get; private set; }

    /// <summary>
    /// How it died and what it wrote to its error output; <see langword="null"/> while it lives and where it ended well.
    /// </summary>
    public string? Death { get; private set; }

    /// <summary>Starts the process and sends the settings. It opens the database by itself.</summary>
    public static WorkerProcess Start(ProcessStartInfo start, WorkerSettings settings)
    {
        Process process = Process.Start(start) ?? throw new StressFailedException("A worker process could not be started.");
        var worker = new WorkerProcess(settings.Process, process);
        worker.Send(JsonSerializer.Serialize(settings, WorkerJson.Default.WorkerSettings));
        return worker;
    }

    /// <summary>Gives the word to begin.</summary>
    public void Go(long start) => Send(JsonSerializer.Serialize(new GoMessage(start), WorkerJson.Default.GoMessage));

    /// <summary>Tells it about another process.</summary>
    public void Tell(NewsMessage news) => Send(JsonSerializer.Serialize(news, WorkerJson.Default.NewsMessage));

    /// <summary>Tells a web site that nobody asks it any more, and waits for its report.</summary>
    public async Task StopAsync()
    {
        Go(0);
        await Finished;
    }

    /// <summary>
    /// Closes its input, which ends it, and waits until it is gone; after ten seconds it is killed.
    /// </summary>
    public async Task EndAsync()
    {
        try
        {
            lock (_sending) _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is dead already, and what was still to be sent has nowhere to go.
        }

        try
        {
            await _following.WaitAsync(EndTimeout);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            await _following;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
    }

    /// <summary>Its reader always reads, so that this does not wait.</summary>
    private void Send(string line)
    {
        try
        {
            lock (_sending)
            {
                _process.StandardInput.WriteLine(line);
                _process.StandardInput.Flush();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // It died, and its output ends, too: there its death is noticed and told. Or it was ended, and needs no news.
        }
    }

    private async Task FollowAsync()
    {
        Task errors = FollowErrorsAsync();
        while (await _process.StandardOutput.ReadLineAsync() is { } line) Handle(line);
        await errors;
        await _process.WaitForExitAsync();

        if (Report is null || _process.ExitCode != 0) Death = Describe();
        _ready.TrySetException(new StressFailedException(Death ?? "A worker process ended before it began."));
        _ = _ready.Task.Exception;
        _finished.TrySetResult();
    }

    private async Task FollowErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line) Keep(line);
    }

    private void Handle(string line)
    {
        WorkerMessage? message;
        try
        {
            message = JsonSerializer.Deserialize(line, WorkerJson.Default.WorkerMessage);
        }
        catch (JsonException)
        {
            // Not ours: the runtime writes there when it fails. It helps to explain a death.
            Keep(line);
            return;
        }

        if (message is null) return;
        Site ??= message.Site;
        if (message.Ready) _ready.TrySetResult();
        if (message.Ended is { } end) ItemEnded?.Invoke(end);
        if (message.Progress is { } progress) _progress = progress;
        if (message.Report is not { } report) return;
        _progress = new(report.Writes, report.Errors);
        Report = report;
        _finished.TrySetResult();
    }

    private void Keep(string line)
    {
        lock (_errorLines)
        {
            if (_errorLines.Count < KeptErrorLines) _errorLines.Add(line);
        }
    }

    private string Describe()
    {
        int status = _process.ExitCode;
        // The runtime reports a signal as a shell does.
        string how = status > 128 && !OperatingSystem.IsWindows()
            ? string.Create(CultureInfo.InvariantCulture, $"was killed by signal {status - 128}")
            : string.Create(CultureInfo.InvariantCulture, $"ended with status {status}");
        string when = Report is null ? "before it reported" : "after it reported";
        string head = string.Create(CultureInfo.InvariantCulture, $"Process {Number + 1} (id {_process.Id}) {how} {when}");
        lock (_errorLines)
        {
            return _errorLines.Count == 0 ? $"{head}." : $"{head}: {string.Join(Environment.NewLine, _errorLines)}";
        }
    }
}
