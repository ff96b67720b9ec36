using Microsoft.Extensions.Logging;

namespace Lockkeeper.DuckDB;

/// <summary>What the DuckDB engine logs. Events 350 to 399; <c>docs/errors.md</c> lists them.</summary>
internal static partial class Log
{
    [LoggerMessage(350, LogLevel.Warning,
        "A commit to {Path} stands, but the checkpoint after it failed: its rows are in {Path}.wal, and the next opening reads them from there")]
    public static partial void CommittedWithoutCheckpoint(ILogger logger, Exception error, string path);

    [LoggerMessage(351, LogLevel.Warning,
        "{Path} was closed without a checkpoint, which failed: what was committed is in {Path}.wal, and the next opening reads it from there. Do not delete that file")]
    public static partial void ClosedWithoutCheckpoint(ILogger logger, Exception error, string path);

    [LoggerMessage(352, LogLevel.Warning,
        "The side file of {Path} cannot be used, so reads of several processes come in no order; DuckDB's own lock guards the data. {Reason}")]
    public static partial void ReadsUnordered(ILogger logger, string path, string reason);

    [LoggerMessage(353, LogLevel.Error,
        "DuckDB gave up the open database {Path} after an error of its own; it is closed and opened again before the next write")]
    public static partial void Invalidated(ILogger logger, Exception error, string path);
}
