namespace Lockkeeper.Cli.Top;

/// <summary>What goes to a file or a pipe: a block of lines a look, columns parted by tabs.</summary>
internal static class TopLines
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, Sample sample, IReadOnlyList<TopRow> rows)
    {
        output.WriteLine($"{sample.Seen.At:yyyy-MM-dd'T'HH:mm:ss'Z'} {TopText.Summary(sample, rows)}");
        output.WriteLine(TopText.Wal(sample));
        output.WriteLine(string.Join('\t', TopText.Titles));
        foreach (TopRow row in rows) output.WriteLine(string.Join('\t', TopText.Cells(row, sample.Seen.At)));
        output.WriteLine();
        output.Flush();
    }
}
