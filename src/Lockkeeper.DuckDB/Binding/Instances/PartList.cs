namespace Lockkeeper.DuckDB.Instances;

/// <summary>
/// Parts that are still in use, held weakly: one that its user forgot is the collector's. Until its finalizer has run it can still be released
/// here, so that closing frees all at once.
/// </summary>
internal sealed class PartList
{
    private const int FirstSweep = 16;

    private readonly Lock _gate = new();
    private readonly List<WeakReference<IPart>> _parts = [];
    private int _sweepAt = FirstSweep;

    public void Add(IPart part)
    {
        lock (_gate)
        {
            if (_parts.Count >= _sweepAt)
            {
                _parts.RemoveAll(weak => !weak.TryGetTarget(out var old) || old.IsReleased);
                _sweepAt = Math.Max(FirstSweep, _parts.Count * 2);
            }

            _parts.Add(new(part, trackResurrection: true));
        }
    }

    public void ReleaseAll()
    {
        IPart[] parts;
        lock (_gate)
        {
            parts = [.. _parts.Select(weak => weak.TryGetTarget(out var part) ? part : null).OfType<IPart>()];
            _parts.Clear();
        }

        foreach (var part in parts)
        {
            part.Release();
        }
    }
}
