namespace Lockkeeper.Faults.Rig;

/// <summary>Processes that are killed beside one that lives on.</summary>
public abstract class KillTest(ITestOutputHelper output, string file) : FaultTest(output, file)
{
    /// <summary>How many are killed at a time.</summary>
    protected const int Victims = 3;

    /// <summary>Does so many rounds, some at a time, each with a random source of its own.</summary>
    protected Task RepeatAsync(int count, Func<Random, Task> round)
    {
        var left = count;
        return Task.WhenAll(Enumerable.Range(0, Victims).Select(_ => new Random(Random.Next())).Select(random => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await round(random);
        })));
    }

    /// <summary>Ends the one that lived on, checks all, and tells how long others waited after each death.</summary>
    internal async Task FinishAsync(Child survivor, IEnumerable<long> kills, string what)
    {
        await Task.Delay(50, Cancel);
        await survivor.StopAsync();
        var ledger = Verify();
        ledger.Failures.ShouldBeEmpty();
        var delays = new Delays();
        foreach (var at in kills.Concat(ledger.Deaths)) delays.Add(ledger.NextAfter(at));
        var locked = survivor.Errors.Count(static line => line.StartsWith("100 ", StringComparison.Ordinal));
        delays.Report(Output, $"{what} ({locked} times the lock of a dead one was met)");
    }
}
