using Lockkeeper.Engines;
using Lockkeeper.Retries;
using Lockkeeper.Status;
using Lockkeeper.Telemetry;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Writing;

/// <summary>What a transaction needs besides its session: the meaning of errors, and how each is reported to its caller.</summary>
internal sealed class WriteServices(
    IDatabaseEngine engine, SharedDatabaseOptions options, ILogger logger, WriteMeter meter, BusyRetry retry, Presence presence, PendingWrites pending, Clock clock)
{
    public Clock Clock { get; } = clock;

    public WriteMeter Meter { get; } = meter;

    public BusyRetry Retry { get; } = retry;

    /// <summary>Whether the turn should be taken anew before the engine's lock is tried again.</summary>
    public Func<bool> IsTurnLost { get; set; } = static () => false;

    public int MaxBatch { get; } = options.MaxBatch;

    public EngineErrorClass Classify(Exception error) =>
        error is SharedDatabaseException ? EngineErrorClass.Statement : engine.Classify(error);

    /// <summary>
    /// Checks that the file is still the one that was opened. Before every transaction, though it costs a microsecond: what
    /// is written to a file that has been replaced is acknowledged and lost.
    /// </summary>
    public void VerifyFile() => engine.VerifyFile();

    /// <summary>Reports an error to the caller of <paramref name="request"/>, in the words that callers see.</summary>
    public void Fail(WriteRequest request, Exception error)
    {
        Meter.Failed();
        request.Fail(request.StopReason switch
        {
            StopReason.Cancelled => new OperationCanceledException(
                $"{request.Operation} was cancelled and rolled back.", error, request.CancellationToken),
            StopReason.TooLong => TooLong(request, error),
            _ => engine.Translate(error, request.StatementText),
        });
    }

    public void FailForDiskFull(WriteRequest request)
    {
        Meter.Failed();
        request.Fail(new SharedDatabaseException(
            SharedDatabaseErrorKind.DiskFull,
            $"The disk of {engine.DatabasePath} is full: {request.Operation} was rolled back. Make room; writing resumes by itself."));
    }

    /// <summary>The transaction of all that was asked for until <paramref name="asked"/> could not be begun.</summary>
    public void FailPending(Exception error, long asked)
    {
        while (pending.TryPeek(out var request) && request!.Asked <= asked)
        {
            pending.TryTake(out _);
            if (request.TryExpire(long.MaxValue)) FailToBegin(request, error);
        }
    }

    /// <summary>Reports to the caller of <paramref name="request"/> that its transaction could not be begun.</summary>
    public void FailToBegin(WriteRequest request, Exception error)
    {
        if (Classify(error) != EngineErrorClass.Busy)
        {
            Fail(request, error);
            return;
        }

        Meter.TimedOut();
        request.Fail(presence.LockedOut(request.Operation, Retry.MaxRetries, Clock.Since(request.Asked), error));
    }

    public SharedDatabaseException Closed(string operation) => new(
        SharedDatabaseErrorKind.Closed, $"{operation} came after {engine.DatabasePath} was disposed.");

    public static SharedDatabaseException TransactionEnded(WriteRequest request) => new(
        SharedDatabaseErrorKind.TransactionEnded,
        $"{request.Operation} ended its transaction by itself, and all that it did was rolled back. "
        + "The write commits when the work returns; throw an exception to roll back.");

    /// <summary>Reports to the caller of <paramref name="request"/> that its writer was taken away.</summary>
    public void FailTooLong(WriteRequest request)
    {
        Meter.Failed();
        request.Fail(TooLong(request, null));
    }

    private SharedDatabaseException TooLong(WriteRequest request, Exception? error)
    {
        logger.WriteTooLong(request.Operation, engine.DatabasePath, options.MaxWriteDuration.TotalSeconds);
        return new SharedDatabaseException(
            SharedDatabaseErrorKind.WriteTooLong,
            $"{request.Operation} held the turn of {engine.DatabasePath} for more than {options.MaxWriteDuration.TotalSeconds:0.###} s "
            + "and was rolled back. Write in smaller transactions, or raise MaxWriteDuration.",
            error);
    }

    public void ReportOutcomeUnknown(List<WriteRequest> group, Exception error)
    {
        logger.OutcomeUnknown(error, group.Count, engine.DatabasePath);
        foreach (var request in group)
        {
            if (request.Failure is { } own)
            {
                Fail(request, own);
                continue;
            }

            Meter.Failed();
            request.Fail(new SharedDatabaseException(
                SharedDatabaseErrorKind.OutcomeUnknown,
                $"The commit of {request.Operation} to {engine.DatabasePath} failed, and whether it stands is unknown. "
                + "It was not tried again: read what it wrote before writing it once more.",
                error));
        }
    }

    public void LogBeatFailed(Exception error) => logger.BeatFailed(error, engine.DatabasePath);

    public void LogRollbackFailed(Exception error) => logger.RollbackFailed(error, engine.DatabasePath);
}
