namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>What a run says to a strategy, as far as the strategy lets itself be told.</summary>
/// <param name="Path">The database file, with the workload's tables in it and in the strategy's journal mode.</param>
/// <param name="IsTemporary">Whether no other program can know of the file.</param>
/// <param name="Durability">What an acknowledged write survives.</param>
/// <param name="Timeout">How long a write may wait, or <see langword="null"/> for the strategy's own default.</param>
internal sealed record StoreSettings(string Path, bool IsTemporary, Durability Durability, TimeSpan? Timeout);
