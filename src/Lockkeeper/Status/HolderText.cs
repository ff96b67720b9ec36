using System.Globalization;
using System.Text;
using Lockkeeper.Locking;

namespace Lockkeeper.Status;

/// <summary>Says in words who holds a database and how many wait.</summary>
internal static class HolderText
{
    /// <summary>One or two sentences.</summary>
    /// <param name="status">What is seen.</param>
    /// <param name="engine">The engine's name, for the locks of other programs.</param>
    /// <param name="self">This process's id.</param>
    /// <param name="now">Now, UTC.</param>
    /// <param name="readersHold">Whether those that read keep writers of other processes out.</param>
    public static string Describe(DatabaseStatus status, string engine, int self, DateTimeOffset now, bool readersHold = false)
    {
        var text = new StringBuilder();
        if (status.Holder is { } holder)
        {
            var who = holder.ProcessId == self ? "This process" : $"Process {holder.ProcessId} ({holder.ProcessName})";
            var since = holder.Since.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture,
                $"{who} has held the turn for {(now - holder.Since).TotalSeconds:0.0} s in {holder.Operation}, since {since}.");
        }

        foreach (var foreign in status.ForeignHolders.GroupBy(holder => holder.ProcessId))
        {
            if (text.Length > 0) text.Append(' ');
            var locks = foreign.Select(holder => holder.Lock).Distinct().ToList();
            text.Append(CultureInfo.InvariantCulture,
                $"Process {foreign.Key} ({foreign.First().CommandLine ?? "its command line may not be read"}), which does not use Lockkeeper, holds {engine}'s {string.Join(" and ", locks)} {(locks.Count == 1 ? "lock" : "locks")}.");
        }

        foreach (var reader in status.Processes.Where(process => readersHold && process.ProcessId != self && process.State != TurnState.Holding && process.OldestReadSince is not null))
        {
            if (text.Length > 0) text.Append(' ');
            text.Append(CultureInfo.InvariantCulture, $"Process {reader.ProcessId} ({reader.ProcessName}) has read for {Math.Max(0, (now - reader.OldestReadSince!.Value).TotalSeconds):0.0} s.");
        }

        if (text.Length == 0) text.Append("Nobody is seen to hold the file now.");
        var processes = status.Waiters.Count();
        var writes = status.Processes.Sum(process => process.QueueLength);
        if (writes > 0 || processes > 0)
        {
            text.Append(CultureInfo.InvariantCulture,
                $" {writes} other {(writes == 1 ? "write" : "writes")} and {processes} {(processes == 1 ? "process" : "processes")} wait.");
        }

        return text.ToString();
    }
}
