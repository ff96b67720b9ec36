using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Lockkeeper.Telemetry;

/// <summary>
/// The meter and the activity source, both named <c>Lockkeeper</c>, and every instrument. <c>docs/metrics.md</c> lists
/// them. Units are UCUM's, as OpenTelemetry has them.
/// </summary>
internal static class Instruments
{
    public const string Name = "Lockkeeper";

    public static readonly ActivitySource Activities = new(Name);
    public static readonly Meter Meter = new(Name);

    public static readonly Histogram<double> WriteDuration = Meter.CreateHistogram<double>(
        "lockkeeper.write.duration", "s", "From the call of a write to its commit, its waiting included.");

    public static readonly Histogram<double> TurnWait = Meter.CreateHistogram<double>(
        "lockkeeper.turn.wait", "s", "How long this process waited in line for the turn.");

    public static readonly Histogram<double> TurnHold = Meter.CreateHistogram<double>(
        "lockkeeper.turn.hold", "s", "How long this process held the turn.");

    public static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>(
        "lockkeeper.batch.size", "{write}", "Writes committed in one transaction.");

    public static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "lockkeeper.write.failures", "{write}", "Writes that ended in an error of their own.");

    public static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "lockkeeper.write.retries", "{retry}", "Attempts that met the engine's lock in foreign hands and were made again.");

    public static readonly Counter<long> Timeouts = Meter.CreateCounter<long>(
        "lockkeeper.write.timeouts", "{write}", "Writes whose deadline passed before their transaction began.");

    public static readonly Histogram<double> ReadDuration = Meter.CreateHistogram<double>(
        "lockkeeper.read.duration", "s", "How long a read kept its snapshot.");

    public static readonly Histogram<double> ReadWait = Meter.CreateHistogram<double>(
        "lockkeeper.read.wait", "s", "How long a read waited for a free connection.");

    public static readonly Histogram<double> CheckpointDuration = Meter.CreateHistogram<double>(
        "lockkeeper.checkpoint.duration", "s", "How long a checkpoint took; the count is the number of checkpoints.");

    static Instruments()
    {
        Meter.CreateObservableUpDownCounter(
            "lockkeeper.queue.length", static () => DatabaseMeter.Observe(static meter => meter.QueueLength()), "{write}", "Writes queued in this process.");
        Meter.CreateObservableUpDownCounter(
            "lockkeeper.readers.in_use", static () => DatabaseMeter.Observe(static meter => meter.ReadersInUse()), "{reader}", "Reader connections at work.");
        Meter.CreateObservableUpDownCounter(
            "lockkeeper.wal.size", static () => DatabaseMeter.Observe(static meter => meter.WalBytes), "By", "The size of the write-ahead log after the last checkpoint that this process made.");
    }
}
