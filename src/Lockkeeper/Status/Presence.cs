using Lockkeeper.Engines;
using Lockkeeper.Locking;
using Lockkeeper.Telemetry;

namespace Lockkeeper.Status;

/// <summary>
/// What this process shows of itself on the board, and what it says of the others in its errors.
/// </summary>
internal sealed class Presence(IDatabaseEngine engine, IPresenceBoard board, Clock clock, WriteMeter meter) : IDisposable
{
    private static readonly TimeSpan DescribeEvery = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private TurnState _state;
    private string _operation = "";
    private DateTimeOffset _since = clock.UtcNow;
    private BoardState _shown;
    private bool _disposed;
    private (string Text, long At)? _described;

    /// <summary>Writes queued now.</summary>
    public Func<int> QueueLength { get; set; } = static () => 0;

    /// <summary>Readers at work now, and since when the oldest one reads.</summary>
    public Func<(int InUse, DateTimeOffset? OldestSince)> Readers { get; set; } = static () => (0, null);

    /// <summary>Shows that this process now does <paramref name="state"/> for <paramref name="operation"/>.</summary>
    public void Show(TurnState state, string operation)
    {
        lock (_gate)
        {
            _state = state;
            _operation = operation;
            _since = clock.UtcNow;
            Publish();
        }
    }

    /// <summary>Shows the numbers as they are now, and the operation that runs where it is another one by now.</summary>
    public void Refresh(string? running, DateTimeOffset since)
    {
        lock (_gate)
        {
            if (_state == TurnState.Holding && running is not null && !ReferenceEquals(running, _operation))
            {
                _operation = running;
                _since = since;
            }

            Publish();
        }
    }

    public DatabaseStatus GetStatus()
    {
        lock (_gate) Publish();
        var processes = board.Read();
        return new DatabaseStatus(
            engine.DatabasePath, processes, engine.FindForeignHolders(processes.Select(process => process.ProcessId).ToHashSet()));
    }

    /// <summary>The deadline of a write passed while it waited.</summary>
    public SharedDatabaseException TimedOut(string operation, TimeSpan waited) => new(
        SharedDatabaseErrorKind.WriteTimeout,
        $"{operation} waited {Seconds(waited)} to write {engine.DatabasePath} and was not begun. {DescribeHolder()} "
        + "Shorten the transactions that hold the turn, or raise WriteTimeout.");

    /// <summary>A program that knows nothing of the turn held the engine's lock through all retries.</summary>
    public SharedDatabaseException LockedOut(string operation, int retries, TimeSpan waited, Exception error) => new(
        SharedDatabaseErrorKind.WriteTimeout,
        $"Database locked in {operation} after {retries} retries ({Seconds(waited)}): {engine.DatabasePath} was not written. "
        + $"{DescribeHolder()} Let that program commit sooner, or raise Retry.MaxRetries.",
        error);

    /// <summary>The queue stayed full until the write's deadline.</summary>
    public SharedDatabaseException QueueFull(string operation, int limit, TimeSpan waited) => new(
        SharedDatabaseErrorKind.QueueFull,
        $"{operation} waited {Seconds(waited)} for room in the queue of {engine.DatabasePath}, which holds {limit} writes. "
        + $"{DescribeHolder()} Write less at a time, or raise MaxQueuedWrites.");

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            board.Dispose();
        }
    }

    private static string Seconds(TimeSpan duration) => $"{duration.TotalSeconds:0.0} s";

    /// <summary>Who holds the file, in words. Thousands of deadlines may pass in one moment: all of them are told what was seen then.</summary>
    public string DescribeHolder()
    {
        lock (_gate)
        {
            if (_described is { } seen && clock.Since(seen.At) < DescribeEvery) return seen.Text;
            string text;
            try
            {
                text = HolderText.Describe(GetStatus(), engine.Name, Environment.ProcessId, clock.UtcNow, readersHold: engine is ILeasedEngine);
            }
            catch (Exception error)
            {
                // Whoever waits is told of the deadline, whether or not the system says who holds the file.
                text = $"Who holds it cannot be read ({error.Message}).";
            }

            _described = (text, clock.Now);
            return text;
        }
    }

    private void Publish()
    {
        var (inUse, oldest) = Readers();
        var state = new BoardState(_state, _operation, _since, QueueLength(), inUse, oldest, meter.Counters, null);
        if (_disposed || state == _shown) return;
        _shown = state;
        board.Publish(state with { Histograms = meter.Histograms });
    }
}
