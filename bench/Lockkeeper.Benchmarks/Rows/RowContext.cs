using Lockkeeper.Benchmarks.Harness;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>What a row measures with.</summary>
/// <param name="Measure">Runs one measurement.</param>
/// <param name="Quick">One repetition with less work: to see that it runs, not for figures.</param>
internal sealed record RowContext(Measurement Measure, bool Quick)
{
    /// <summary>Rows of the bulk transaction.</summary>
    public int BulkRows => Quick ? 100_000 : 500_000;

    public TimeSpan WarmUp => TimeSpan.FromSeconds(Quick ? 0.3 : 1.5);

    public TimeSpan Window => TimeSpan.FromSeconds(Quick ? 0.5 : 3);

    public int Repetitions(int wanted) => Quick ? 1 : wanted;

    /// <summary>A number of writes, less in a quick run.</summary>
    public int Writes(int wanted) => Quick ? Math.Max(wanted / 10, 10) : wanted;
}
