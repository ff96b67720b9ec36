using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Benchmarks.Processes;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>The figures of one way of writing over all repetitions.</summary>
/// <param name="who">What it is called in the table.</param>
internal sealed class Series(string who)
{
    public string Who { get; } = who;

    public List<double> PerSecond { get; } = [];

    public List<double> Longest { get; } = [];

    public List<double> Fairness { get; } = [];

    public void Add(double perSecond) => PerSecond.Add(perSecond);

    public void Add(LoopResult result)
    {
        PerSecond.Add(result.PerSecond);
        Longest.Add(result.Waits.LongestMilliseconds);
    }

    public void Add(GroupResult result)
    {
        PerSecond.Add(result.PerSecond);
        Longest.Add(result.LongestMilliseconds);
        Fairness.Add(result.Fairness);
    }

    /// <summary>All of it, for the table of figures.</summary>
    public IEnumerable<Figure> Figures()
    {
        yield return new(Who, "writes/s", Statistics.Summarize(PerSecond), Unit.PerSecond);
        if (Longest.Count > 0) yield return new(Who, "longest wait", Statistics.Summarize(Longest), Unit.Milliseconds);
        if (Fairness.Count > 0) yield return new(Who, "fairness (Jain)", Statistics.Summarize(Fairness), Unit.Index);
    }

    /// <summary>In each repetition the one of the two that wrote more: it is the peer that a claim is measured against.</summary>
    public static Series Strongest(string who, Series one, Series other)
    {
        var strongest = new Series(who);
        for (var i = 0; i < one.PerSecond.Count; i++)
        {
            var better = one.PerSecond[i] >= other.PerSecond[i] ? one : other;
            strongest.PerSecond.Add(better.PerSecond[i]);
            strongest.Longest.Add(better.Longest[i]);
            if (better.Fairness.Count > 0) strongest.Fairness.Add(better.Fairness[i]);
        }

        return strongest;
    }
}
