using System.Globalization;
using Lockkeeper.Locking;
using Lockkeeper.Status;

namespace Lockkeeper.Cli.Who;

/// <summary>The words for what a process does with a file.</summary>
internal static class WhoText
{
    // A script given on the command line would fill the screen; --json has it whole.
    private const int LongestProgram = 60;

    /// <summary>What it does: <c>holds the turn: ImportOrders; lock: write</c>.</summary>
    public static string Doing(ObservedProcess process)
    {
        var parts = new List<string>();
        if (process.Board is { State: TurnState.Holding } holder) parts.Add($"holds the turn: {holder.Operation}");
        if (process.Board is { State: TurnState.Waiting } waiter) parts.Add($"waits for the turn: {waiter.Operation}");
        if (process.Locks.Count > 0) parts.Add($"holds {Locks(process.Locks)}");
        if (process.LocksWanted.Count > 0) parts.Add($"waits for {Locks(process.LocksWanted)}");
        return parts.Count == 0 ? "has it open" : string.Join("; ", parts);
    }

    /// <summary>Since when it does that: of a Lockkeeper process, from the board.</summary>
    public static string Since(ObservedProcess process, DateTimeOffset now) => process.Board is { State: not TurnState.Idle } board
        ? string.Create(CultureInfo.InvariantCulture, $"{Seconds(now - board.Since):0.0} s")
        : "";

    /// <summary>The age of its oldest reader.</summary>
    public static string Readers(BoardEntry? board, DateTimeOffset now) => board switch
    {
        null => "",
        { OldestReadSince: { } since } => string.Create(CultureInfo.InvariantCulture, $"{board.ReadersInUse} ({Seconds(now - since):0.0} s)"),
        _ => board.ReadersInUse.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Which it is: <c>process 4711 (python3 import.py)</c>.</summary>
    public static string Identity(ObservedProcess process) =>
        string.Create(CultureInfo.InvariantCulture, $"process {process.ProcessId} ({Program(process)})");

    /// <summary>Its command line without the program's folder, which would fill the column.</summary>
    public static string Program(ObservedProcess process)
    {
        if (process.CommandLine is not { } line) return process.Board?.ProcessName ?? "its command line may not be read";
        int end = line.IndexOf(' ', StringComparison.Ordinal);
        string program = end < 0 ? line : line[..end];
        string text = line[(program.LastIndexOf('/') + 1)..];
        return text.Length <= LongestProgram ? text : string.Concat(text.AsSpan(0, LongestProgram - 1), "…");
    }

    // The board's times and ours are read one after the other.
    private static double Seconds(TimeSpan span) => Math.Max(0, span.TotalSeconds);

    private static string Locks(IReadOnlyList<string> names) =>
        $"the {(names.Count == 1 ? "lock" : "locks")} {string.Join(", ", names)}";
}
