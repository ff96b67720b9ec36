using Lockkeeper.Benchmarks.Harness;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>One way of working on one database file with many workers.</summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>
    /// Starts one worker: it prepares itself, does one unmeasured operation, passes the gate, and then goes on as
    /// <paramref name="pace"/> says. The task ends when the worker does.
    /// </summary>
    Task RunWorkerAsync(int worker, StartGate gate, Pace pace);
}
