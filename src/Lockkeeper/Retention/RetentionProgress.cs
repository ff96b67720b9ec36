namespace Lockkeeper.Retention;

/// <summary>How many rows a rule has deleted, or would delete.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Rows">Rows so far.</param>
public readonly record struct RetentionProgress(RetentionRule Rule, long Rows);
