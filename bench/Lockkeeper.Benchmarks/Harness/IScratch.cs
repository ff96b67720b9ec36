namespace Lockkeeper.Benchmarks.Harness;

/// <summary>A fresh file with an empty table for one measurement, which is gone after it.</summary>
internal interface IScratch : IDisposable
{
    string FilePath { get; }

    /// <summary>Fails unless exactly the acknowledged rows are in the file.</summary>
    void Verify(long acknowledged, string peer);
}
