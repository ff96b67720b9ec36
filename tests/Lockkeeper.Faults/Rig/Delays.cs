namespace Lockkeeper.Faults.Rig;

/// <summary>How long others waited after each fault: printed, and held only to a bound that no loaded machine passes.</summary>
internal sealed class Delays
{
    private static readonly double Bound = TimeSpan.FromSeconds(20).TotalMilliseconds;
    private readonly List<double> _milliseconds = [];

    public void Add(double? milliseconds)
    {
        if (milliseconds is { } delay) _milliseconds.Add(delay);
    }

    public void Report(ITestOutputHelper output, string what)
    {
        _milliseconds.ShouldNotBeEmpty();
        _milliseconds.Sort();
        var text = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{what}: the next write of {_milliseconds.Count} was acknowledged after {_milliseconds[_milliseconds.Count / 2]:0.0} ms in the median, {_milliseconds[^1]:0.0} ms at most (aim: 100 ms)");
        output.WriteLine(text);
        Console.WriteLine(text);
        _milliseconds[^1].ShouldBeLessThan(Bound);
    }
}
