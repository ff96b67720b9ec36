namespace Lockkeeper.Cli.Top;

/// <summary>What the rows are sorted by, the greatest first.</summary>
internal enum TopOrder
{
    /// <summary>Holders first, then by process id: as <c>who</c> has them.</summary>
    Holder,

    /// <summary>Writes a second.</summary>
    Writes,

    /// <summary>Average wait for a turn.</summary>
    Wait,

    /// <summary>Average hold of a turn.</summary>
    Hold,

    /// <summary>Age of the oldest reader.</summary>
    Reader,
}

/// <summary>Sorts rows.</summary>
internal static class TopOrderExtensions
{
    /// <summary>The rows in order; equal ones stay as they are.</summary>
    public static IReadOnlyList<TopRow> Sort(this TopOrder order, IReadOnlyList<TopRow> rows) => order switch
    {
        TopOrder.Writes => [.. rows.OrderByDescending(row => row.WritesPerSecond ?? -1)],
        TopOrder.Wait => [.. rows.OrderByDescending(row => row.Wait ?? TimeSpan.MinValue)],
        TopOrder.Hold => [.. rows.OrderByDescending(row => row.Hold ?? TimeSpan.MinValue)],
        TopOrder.Reader => [.. rows.OrderBy(row => row.Process.Board?.OldestReadSince ?? DateTimeOffset.MaxValue)],
        _ => rows,
    };
}
