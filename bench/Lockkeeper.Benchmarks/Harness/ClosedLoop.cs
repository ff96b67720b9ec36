using System.Diagnostics;
using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Harness;

/// <summary>Runs the workers of one peer in this process, each awaiting every operation before its next one.</summary>
internal static class ClosedLoop
{
    /// <summary>
    /// Starts the workers, lets each do what it does before the start, opens the gate with the plan of
    /// <paramref name="plan"/>, and waits for them all. An error of one worker is an error of the measurement.
    /// </summary>
    public static LoopResult Run(IPeer peer, int workers, Func<LoopPlan> plan, Func<Task>? beforeStart = null)
    {
        using var gate = new StartGate(workers);
        var paces = Enumerable.Range(0, workers).Select(_ => new Pace()).ToArray();
        var tasks = paces.Select((pace, worker) => peer.RunWorkerAsync(worker, gate, pace)).ToArray();
        var all = Task.WhenAll(tasks);

        gate.WaitUntilReady(Task.WhenAny(tasks).Unwrap());
        beforeStart?.Invoke().GetAwaiter().GetResult();
        var chosen = plan();
        var start = Stopwatch.GetTimestamp();
        gate.Open(chosen);
        all.GetAwaiter().GetResult();

        var waits = new LatencyHistogram();
        foreach (var pace in paces) waits.Add(pace.Waits);
        var seconds = chosen.Until == long.MaxValue
            ? Stopwatch.GetElapsedTime(start, paces.Max(pace => pace.Now)).TotalSeconds
            : Stopwatch.GetElapsedTime(chosen.CountFrom, chosen.Until).TotalSeconds;
        return new(paces.Sum(pace => pace.Counted), paces.Sum(pace => pace.Acknowledged), seconds, waits);
    }
}
