namespace Lockkeeper.Cli.Stress.Progress;

/// <summary>How far a run is.</summary>
/// <param name="Writes">Acknowledged writes.</param>
/// <param name="Total">All writes to make.</param>
/// <param name="Errors">Failed writes.</param>
/// <param name="Elapsed">Since the common start.</param>
internal readonly record struct RunProgress(long Writes, long Total, long Errors, TimeSpan Elapsed)
{
    /// <summary>Acknowledged writes per second since the start.</summary>
    public double WritesPerSecond => Elapsed > TimeSpan.Zero ? Writes / Elapsed.TotalSeconds : 0;
}
