using Lockkeeper.Cli.Stress.Measuring;

namespace Lockkeeper.Cli.Stress.Results;

/// <summary>What one process did.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Writes">Acknowledged writes.</param>
/// <param name="Seconds">From the common start to its last acknowledgement or failure: who waits in vain takes time, too.</param>
/// <param name="Waits">From call to acknowledgement.</param>
/// <param name="Retries">Attempts that met a lock of another program.</param>
/// <param name="Errors">Failed writes, and 1 where it died.</param>
internal sealed record ProcessResult(int Number, long Writes, double Seconds, LatencyHistogram Waits, long Retries, long Errors)
{
    /// <summary>Its writes per second until it was done.</summary>
    public double WritesPerSecond => Seconds > 0 ? Writes / Seconds : 0;
}
