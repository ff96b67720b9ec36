using Lockkeeper.Engines;
using Lockkeeper.Locking;
using Lockkeeper.Telemetry;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Writing;

/// <summary>Lets the engine look after its file between two transactions, under the turn, and reports what it did.</summary>
internal sealed class Maintenance(IDatabaseEngine engine, IPresenceBoard board, DatabaseMeter meter, ILogger logger, Clock clock)
{
    private static readonly TimeSpan WarnEvery = TimeSpan.FromSeconds(30);
    private long? _warned;

    /// <summary>Blocks the calling thread for as long as a checkpoint takes, which is bounded.</summary>
    /// <returns>How long that was; zero where there was nothing to do.</returns>
    public TimeSpan Run(IWriterSession session, bool idle)
    {
        try
        {
            if (!session.Maintain(idle, out var report)) return TimeSpan.Zero;
            meter.Checkpointed(report);
            if (report.HeldBack) WarnOfReader(report);
            return report.Elapsed;
        }
        catch (Exception error)
        {
            // The writes before it are committed; the next checkpoint tries again.
            logger.CheckpointFailed(error, engine.DatabasePath);
            return TimeSpan.Zero;
        }
    }

    private void WarnOfReader(in CheckpointReport report)
    {
        if (!report.Truncating || (_warned is { } last && clock.Since(last) < WarnEvery)) return;
        _warned = clock.Now;
        var oldest = board.Read().Where(process => process.OldestReadSince is not null).MinBy(process => process.OldestReadSince);
        var reader = oldest is null
            ? "not a Lockkeeper process"
            : $"process {oldest.ProcessId} ({oldest.ProcessName}) since {oldest.OldestReadSince:u}";
        logger.CheckpointHeldBack(engine.DatabasePath, report.WalPages, report.WalBytes, reader);
    }
}
