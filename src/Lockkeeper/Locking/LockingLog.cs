using Microsoft.Extensions.Logging;

namespace Lockkeeper.Locking;

/// <summary>The log messages of this folder: events 200 to 249. <c>docs/errors.md</c> lists them.</summary>
internal static partial class LockingLog
{
    [LoggerMessage(200, LogLevel.Warning,
        "The side file {Path} cannot be used, so writes of several processes come in no order and may wait longer; the data " +
        "is safe, the engine's own lock guards it. {Reason} Make the directory writable for all processes that share the " +
        "database, on a file system with locks. It is tried again every five seconds.")]
    public static partial void TurnsUnordered(ILogger logger, string path, string reason);

    [LoggerMessage(201, LogLevel.Information, "The side file {Path} can be used again: writes are in order.")]
    public static partial void OrderRestored(ILogger logger, string path);

    [LoggerMessage(202, LogLevel.Warning,
        "The side file {Path} held something else than a side file and was given a new header. No data is lost; keep other " +
        "programs away from this file.")]
    public static partial void SideFileRewritten(ILogger logger, string path);

    [LoggerMessage(203, LogLevel.Warning,
        "The presence board in {Path} cannot be used, so other processes do not see this one, nor this one them. {Reason} " +
        "It is tried again every five seconds.")]
    public static partial void BoardUnusable(ILogger logger, string path, string reason);

    [LoggerMessage(204, LogLevel.Warning,
        "All {Slots} slots of the presence board in {Path} are taken: this process writes in its turn like any other but is " +
        "not shown to others. Open the database fewer times, or wait for some to close it.")]
    public static partial void BoardFull(ILogger logger, int slots, string path);
}
