using System.Diagnostics;
using Lockkeeper.Cli.Stress.Measuring;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>
/// One worker: makes its writes one after the other, each awaited before the next (a closed loop), and measures each from
/// the call to the acknowledgement.
/// </summary>
internal sealed class Worker(int number, Deal deal, IItemWriter writer, WorkerLimits? limits = null)
{
    private readonly WorkerLimits _limits = limits ?? new WorkerLimits();
    private readonly List<long> _failed = [];
    private readonly List<long> _unknown = [];
    private long _writes;
    private long _errors;

    /// <summary>Acknowledged writes. May be read while it works.</summary>
    public long Writes => Volatile.Read(ref _writes);

    /// <summary>Failed writes. May be read while it works.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>How many items it began.</summary>
    public long Begun { get; private set; }

    /// <summary>When its last write was acknowledged, in nanoseconds after the start; 0 where none was.</summary>
    public long Done { get; private set; }

    /// <summary>When its last write was acknowledged or failed, in nanoseconds after the start; 0 where none was made.</summary>
    public long Ended { get; private set; }

    /// <summary>The items whose write failed.</summary>
    public IReadOnlyList<long> Failed => _failed;

    /// <summary>The items of which nobody knows whether they stand.</summary>
    public IReadOnlyList<long> Unknown => _unknown;

    /// <summary>The first error, or <see langword="null"/>.</summary>
    public Exception? FirstError { get; private set; }

    /// <summary>How many errors there were of each kind; see <see cref="Strategies.ErrorKinds"/>.</summary>
    public Dictionary<string, long> ErrorsByKind { get; } = new(StringComparer.Ordinal);

    /// <summary>From call to acknowledgement, of acknowledged writes.</summary>
    public LatencyHistogram Waits { get; } = new();

    /// <summary>When they were acknowledged.</summary>
    public Timeline Timeline { get; } = new();

    /// <summary>Works until its items are done, it gives up, or it is cancelled. Never throws.</summary>
    /// <param name="start">The common start, a <see cref="Stopwatch"/> timestamp.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task RunAsync(long start, CancellationToken cancellationToken)
    {
        long items = deal.ItemsOf(number);
        int failuresInARow = 0;
        long count;
        for (long sequence = 0; sequence < items && failuresInARow < _limits.FailuresInARow; sequence += count)
        {
            if (cancellationToken.IsCancellationRequested || IsOver(start)) return;
            long item = deal.Item(number, sequence);
            count = Math.Min(writer.ItemsPerWrite, items - sequence);
            Begun += count;
            bool isPrepared = false;
            try
            {
                await writer.PrepareAsync(item, cancellationToken);
                isPrepared = true;
                long called = Stopwatch.GetTimestamp();
                await writer.WriteAsync(item, cancellationToken);
                long acknowledged = Stopwatch.GetTimestamp();
                failuresInARow = 0;
                Waits.Record(Nanoseconds(acknowledged - called));
                Acknowledge(acknowledged - start, count);
            }
            catch (Exception) when (!isPrepared && IsOver(start))
            {
                // It waited for others, whose time was over too.
                Begun -= count;
                return;
            }
            catch (Exception error)
            {
                int stood = error is WriteFailedException failed ? failed.Stood : 0;
                if (stood > 0) Acknowledge(Stopwatch.GetTimestamp() - start, stood);
                Fail(sequence + stood, count - stood, error);
                Ended = Nanoseconds(Stopwatch.GetTimestamp() - start);
                failuresInARow++;
            }
        }
    }

    private bool IsOver(long start) => Stopwatch.GetElapsedTime(start) >= _limits.Duration;

    private void Acknowledge(long ticks, long count)
    {
        Done = Ended = Nanoseconds(ticks);
        for (long i = 0; i < count; i++) Timeline.Record(Done);
        Volatile.Write(ref _writes, _writes + count);
    }

    private void Fail(long first, long count, Exception error)
    {
        // What a cancelled write leaves is not asked for: the run is over.
        bool unknown = error is SharedDatabaseException { Kind: SharedDatabaseErrorKind.OutcomeUnknown }
            or WriteFailedException { IsOutcomeUnknown: true } or OperationCanceledException;
        for (long sequence = first; sequence < first + count; sequence++) (unknown ? _unknown : _failed).Add(deal.Item(number, sequence));
        FirstError ??= error;
        string kind = ErrorKinds.Of(error);
        ErrorsByKind[kind] = ErrorsByKind.GetValueOrDefault(kind) + 1;
        Volatile.Write(ref _errors, _errors + 1);
    }

    private static long Nanoseconds(long ticks) => (long)(ticks * (1e9 / Stopwatch.Frequency));
}
