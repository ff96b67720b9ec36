namespace Lockkeeper.Sqlite.DropIn;

/// <summary>What follows from a text's traits.</summary>
internal static class StatementTraitsExtensions
{
    private const StatementTraits Ends = StatementTraits.IsCommit | StatementTraits.IsRollback;

    /// <summary>Whether the turn is taken before it runs.</summary>
    public static bool NeedsTheTurn(this StatementTraits traits) =>
        (traits & (StatementTraits.Writes | StatementTraits.Begins)) != StatementTraits.None;

    /// <summary>Whether it is one statement that begins or ends a transaction, which is run without the driver.</summary>
    public static bool IsControl(this StatementTraits traits) => (traits & (Ends | StatementTraits.IsBegin)) != StatementTraits.None;

    /// <summary>Whether it is one statement that ends a transaction.</summary>
    public static bool EndsTransaction(this StatementTraits traits) => (traits & Ends) != StatementTraits.None;

    /// <summary>
    /// Whether it may be run again when it met SQLite's lock and nothing was committed: it left nothing behind, or what it began is
    /// rolled back. A pragma answers that it met the lock instead of failing, and has to wait by itself.
    /// </summary>
    public static bool RunsAgain(this StatementTraits traits, bool inTransaction) =>
        !traits.HasFlag(StatementTraits.Dirties) && (traits.HasFlag(StatementTraits.IsSingle) || !inTransaction);
}
