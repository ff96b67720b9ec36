using Lockkeeper.Cli.Files;

namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>Whether a program died in the middle of a transaction in rollback mode (https://sqlite.org/lockingv3.html#hot_journals).</summary>
internal static class HotJournalCheck
{
    private const string Name = "rollback journal";

    // The header of a journal is as long as a sector.
    private const int Header = 512;

    /// <summary>Judges it.</summary>
    public static Finding? Check(Patient patient)
    {
        if (patient.Header.Kind is not FileKind.Sqlite || patient.Side.Journal is not { } journal) return null;
        if (journal.Size <= Header) return Finding.Ok(Name, $"{journal.Name} is empty.");
        if (patient.Seen.Processes.Any(process => process.Locks.Any(name => name is "reserved" or "pending" or "exclusive")))
            return Finding.Ok(Name, $"{journal.Name} belongs to the transaction that is open now.");
        return Finding.Warning(
            Name,
            $"{journal.Name} of {ByteSize.Text(journal.Size)} was left behind: either a program died in the middle of a transaction, or the file is used with journal_mode=PERSIST.",
            "Never delete it, and keep it beside the database: without it, half a transaction stays in the file. The next program that may write the file and reads it rolls the transaction back by itself.");
    }
}
