using System.Globalization;
using Lockkeeper.Status;
using Spectre.Console;

namespace Lockkeeper.Cli.Who;

/// <summary>What a person sees: a sentence, a table, and what cannot be seen.</summary>
internal static class WhoView
{
    /// <summary>Shows it.</summary>
    public static void Show(TextWriter output, DatabaseObservation seen)
    {
        output.WriteLine(Sentence(seen));
        // Only a table needs the library, whose start is felt at a prompt.
        if (seen.Processes.Count > 0) Terminal.Output().Write(Table(seen));
        if (seen.HiddenLocks.Count > 0)
        {
            output.WriteLine($"Held from outside this process namespace, by another container or the host: {string.Join(", ", seen.HiddenLocks)}. Run it there to see by whom.");
        }

        if (seen.Hidden > 0)
        {
            output.WriteLine(seen.Hidden == 1
                ? "One process belongs to another user and may not be looked into; run as root to see all."
                : string.Create(CultureInfo.InvariantCulture, $"{seen.Hidden} processes belong to other users and may not be looked into; run as root to see all."));
        }

        if (!OperatingSystem.IsLinux()) output.WriteLine("Programs without Lockkeeper are seen on Linux only.");
    }

    private static string Sentence(DatabaseObservation seen)
    {
        if (seen.Processes.Count == 0 && seen.HiddenLocks.Count == 0) return $"Nobody has {seen.DatabasePath} open.";
        int holders = seen.Processes.Count(process => process.HoldsFile);
        return holders switch
        {
            0 => seen.HiddenLocks.Count > 0 ? $"{seen.DatabasePath} is held." : $"{seen.DatabasePath} is free.",
            1 => $"{seen.DatabasePath} is held by process {seen.Processes[0].ProcessId}.",
            _ => $"{seen.DatabasePath} is held by processes {string.Join(", ", seen.Processes.Take(holders).Select(process => process.ProcessId))}.",
        };
    }

    private static Table Table(DatabaseObservation seen)
    {
        var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        table.AddColumn(new TableColumn("process") { Alignment = Justify.Right, NoWrap = true });
        table.AddColumn("does");
        table.AddColumn(new TableColumn("for") { Alignment = Justify.Right, NoWrap = true });
        table.AddColumn(new TableColumn("queue") { Alignment = Justify.Right, NoWrap = true });
        table.AddColumn(new TableColumn("readers") { Alignment = Justify.Right, NoWrap = true });
        table.AddColumn("program");
        foreach (ObservedProcess process in seen.Processes)
        {
            table.AddRow(
                new Text(process.ProcessId.ToString(CultureInfo.InvariantCulture)),
                new Text(WhoText.Doing(process)),
                new Text(WhoText.Since(process, seen.At)),
                new Text(process.Board?.QueueLength.ToString("N0", CultureInfo.InvariantCulture) ?? ""),
                new Text(WhoText.Readers(process.Board, seen.At)),
                new Text(WhoText.Program(process)));
        }

        return table;
    }
}
