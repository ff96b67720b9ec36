using System.Globalization;
using Lockkeeper.Cli.Who;
using Lockkeeper.Locking;
using Lockkeeper.Status;

namespace Lockkeeper.Cli.Top;

/// <summary>The words of a look.</summary>
internal static class TopText
{
    /// <summary>The titles of the columns.</summary>
    public static readonly string[] Titles = ["process", "program", "does", "writes/s", "batch", "wait", "hold", "retries", "queue", "reader"];

    /// <summary>The file, its holder and the sum of all processes' writes.</summary>
    public static string Summary(Sample sample, IReadOnlyList<TopRow> rows)
    {
        string holder = sample.Seen.Processes.FirstOrDefault(process => process.HoldsFile) is { } process
            ? $"held by {process.ProcessId.ToString(CultureInfo.InvariantCulture)} {WhoText.Program(process)}"
            : sample.Seen.IsHeld ? "held from outside this process namespace" : "free";
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(sample.Seen.DatabasePath)}: {rows.Sum(row => row.WritesPerSecond ?? 0):N0} writes/s, {Count(rows.Count)}, {holder}");
    }

    /// <summary>The WAL, and the reader that holds it back.</summary>
    public static string Wal(Sample sample)
    {
        if (sample.WalIndex is not { } index) return $"WAL: {ByteSize.Text(sample.WalBytes)}";
        string text = string.Create(CultureInfo.InvariantCulture, $"WAL: {ByteSize.Text(sample.WalBytes)}, {index.Checkpointed:N0} of {index.Pages:N0} pages checkpointed");
        return index.Checkpointed < index.Pages && OldestReader(sample.Seen) is { } reader ? $"{text}; oldest reader: {WhoText.Identity(reader)}" : text;
    }

    /// <summary>The cells of a row, as many as <see cref="Titles"/>.</summary>
    public static string[] Cells(TopRow row, DateTimeOffset now) =>
    [
        row.Process.ProcessId.ToString(CultureInfo.InvariantCulture),
        WhoText.Program(row.Process),
        Doing(row.Process, now),
        row.WritesPerSecond?.ToString("N0", CultureInfo.InvariantCulture) ?? "",
        row.BatchSize?.ToString("0.0", CultureInfo.InvariantCulture) ?? "",
        Duration(row.Wait),
        Duration(row.Hold),
        row.Retries?.ToString("N0", CultureInfo.InvariantCulture) ?? "",
        row.Process.Board?.QueueLength.ToString("N0", CultureInfo.InvariantCulture) ?? "",
        row.Process.Board?.OldestReadSince is { } since ? Duration(now - since) : "",
    ];

    /// <summary>A duration in at most six characters.</summary>
    public static string Duration(TimeSpan? span) => span switch
    {
        null => "",
        { TotalMilliseconds: < 0.0005 } => "0",
        { TotalMilliseconds: < 1 } value => string.Create(CultureInfo.InvariantCulture, $"{value.TotalMicroseconds:0} µs"),
        { TotalSeconds: < 1 } value => string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 100 } value => string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0.0} s"),
        { } value => string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0} s"),
    };

    private static ObservedProcess? OldestReader(DatabaseObservation seen) =>
        seen.Processes.Where(process => process.Board?.OldestReadSince is not null).MinBy(process => process.Board!.OldestReadSince)
        ?? seen.Processes.FirstOrDefault(process => process.Board is null && process.Locks.Contains("read"));

    // Shorter than who's words, which have more room: "holds 0.3 s ImportOrders; write".
    private static string Doing(ObservedProcess process, DateTimeOffset now)
    {
        string turn = process.Board switch
        {
            { State: TurnState.Holding } board => $"holds {WhoText.Since(process, now)} {board.Operation}",
            { State: TurnState.Waiting } board => $"waits {WhoText.Since(process, now)} {board.Operation}",
            _ => "",
        };
        if (process.Locks.Count == 0) return turn;
        return turn.Length == 0 ? $"locks {string.Join(", ", process.Locks)}" : $"{turn}; {string.Join(", ", process.Locks)}";
    }

    private static string Count(int processes) => processes == 1 ? "1 process" : string.Create(CultureInfo.InvariantCulture, $"{processes} processes");
}
