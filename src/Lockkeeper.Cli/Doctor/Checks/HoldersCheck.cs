using System.Globalization;
using Lockkeeper.Cli.Who;
using Lockkeeper.Status;

namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>Who has the file, and which transactions are long.</summary>
internal static class HoldersCheck
{
    private const string Name = "transactions";

    private static readonly TimeSpan LongWrite = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongRead = TimeSpan.FromSeconds(60);

    /// <summary>Judges them, one finding a process that keeps others waiting.</summary>
    public static IEnumerable<Finding> Check(Patient patient)
    {
        int found = 0;
        foreach (ObservedProcess process in patient.Seen.Processes)
        {
            if (Judge(process, patient.Seen.At) is not { } finding) continue;
            found++;
            yield return finding;
        }

        if (found > 0) yield break;
        int processes = patient.Seen.Processes.Count;
        yield return Finding.Ok(Name, processes switch
        {
            0 => "Nobody has the file open.",
            1 => "One process has the file open, with no long transaction.",
            _ => string.Create(CultureInfo.InvariantCulture, $"{processes} processes have the file open, none with a long transaction."),
        });
    }

    private static Finding? Judge(ObservedProcess process, DateTimeOffset now)
    {
        string who = char.ToUpperInvariant(WhoText.Identity(process)[0]) + WhoText.Identity(process)[1..];
        if (process.HoldsFile && process.Board is null)
            return Finding.Warning(Name, $"{who} {WhoText.Doing(process)} and does not use Lockkeeper; others wait for it.", "If it stays so, end its transaction. lockkeeper run lets such a program queue with the others.");
        if (process.Board is { State: Locking.TurnState.Holding } board && now - board.Since > LongWrite)
            return Finding.Warning(Name, $"{who} has held the turn for {Seconds(now - board.Since)} in {board.Operation}.", "Make its transactions shorter; others wait meanwhile.");
        return process.Board?.OldestReadSince is { } since && now - since > LongRead
            ? Finding.Warning(Name, $"{who} has read one snapshot for {Seconds(now - since)}, which keeps the WAL from being checkpointed.", "Read in shorter pieces.")
            : null;
    }

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s");
}
