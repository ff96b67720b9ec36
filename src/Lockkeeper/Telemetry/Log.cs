using Microsoft.Extensions.Logging;

namespace Lockkeeper.Telemetry;

/// <summary>Every message that the core logs: events 100 to 149. They stand in <c>docs/errors.md</c>.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Warning, "Database locked in {Operation}, retry {Retry}/{MaxRetries} after {Delay:0.00}s")]
    public static partial void LockedRetrying(this ILogger logger, string operation, int retry, int maxRetries, double delay);

    [LoggerMessage(101, LogLevel.Error, "Database locked in {Operation} after {MaxRetries} retries")]
    public static partial void LockedAfterRetries(this ILogger logger, string operation, int maxRetries);

    [LoggerMessage(102, LogLevel.Error, "{Operation} held the turn of {Database} for more than {Limit:0.0}s and was rolled back")]
    public static partial void WriteTooLong(this ILogger logger, string operation, string database, double limit);

    [LoggerMessage(103, LogLevel.Error, "The outcome of {Count} writes to {Database} is unknown: the commit failed")]
    public static partial void OutcomeUnknown(this ILogger logger, Exception error, int count, string database);

    [LoggerMessage(104, LogLevel.Warning, "A read keeps the WAL of {Database} from being checkpointed: {Pages} pages, {Bytes} bytes; oldest reader: {Reader}")]
    public static partial void CheckpointHeldBack(this ILogger logger, string database, int pages, long bytes, string reader);

    [LoggerMessage(105, LogLevel.Warning, "A read of {Database} in {Operation} was interrupted after {Limit:0.0}s")]
    public static partial void ReadTooLong(this ILogger logger, string database, string operation, double limit);

    [LoggerMessage(106, LogLevel.Information, "{Database} is open in this process already and is shared; the options of the first open stay in force")]
    public static partial void OpenedAgain(this ILogger logger, string database);

    [LoggerMessage(107, LogLevel.Error, "The checkpoint of {Database} failed; the writes before it are committed")]
    public static partial void CheckpointFailed(this ILogger logger, Exception error, string database);

    [LoggerMessage(108, LogLevel.Warning, "A rollback of {Database} failed; the connection is replaced, which rolls back")]
    public static partial void RollbackFailed(this ILogger logger, Exception error, string database);

    [LoggerMessage(109, LogLevel.Error, "The writer of {Database} stopped for an error of its own and was replaced")]
    public static partial void WriterFailed(this ILogger logger, Exception error, string database);

    [LoggerMessage(110, LogLevel.Error, "Looking after {Database} failed and is tried again")]
    public static partial void BeatFailed(this ILogger logger, Exception error, string database);
}
