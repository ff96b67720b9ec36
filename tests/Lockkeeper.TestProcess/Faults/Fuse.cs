using System.Diagnostics;
using System.Globalization;

namespace Lockkeeper.TestProcess.Faults;

/// <summary>
/// Kills this process a set time after it came to a set place: no signal from outside hits a commit of a tenth of a millisecond.
/// <c>fuse=PLACE:PASSES:MICROSECONDS</c>.
/// </summary>
internal sealed class Fuse
{
    private readonly AckLog _log;
    private readonly string _place;
    private readonly long _delay;
    private readonly TaskCompletionSource _lit = new();
    private long _passes;
    private long _from;

    public Fuse(Arguments arguments, AckLog log)
    {
        _log = log;
        var parts = arguments.Text("fuse", "never:0:0").Split(':');
        _place = parts[0];
        _passes = long.Parse(parts[1], CultureInfo.InvariantCulture);
        _delay = (long)(long.Parse(parts[2], CultureInfo.InvariantCulture) * (Stopwatch.Frequency / 1e6));
        if (_place != "never") new Thread(Burn) { IsBackground = true }.Start();
    }

    /// <summary>This process is at <paramref name="place"/>.</summary>
    public void Pass(string place)
    {
        if (place != _place || Interlocked.Decrement(ref _passes) != 0) return;
        _from = Stopwatch.GetTimestamp();
        _lit.SetResult();
    }

    private void Burn()
    {
        _lit.Task.Wait();
        while (Stopwatch.GetTimestamp() - _from < _delay) Thread.SpinWait(4);
        _log.Append('K', 0, 0);
        Libc.KillSelf();
    }
}
