namespace Lockkeeper.Locking.Platforms;

/// <summary>A lock of another open file, or a part of it.</summary>
internal readonly record struct RangeConflict(long Start, long Length)
{
    /// <summary>The first byte after it.</summary>
    public long End => Length > long.MaxValue - Start ? long.MaxValue : Start + Length;
}
