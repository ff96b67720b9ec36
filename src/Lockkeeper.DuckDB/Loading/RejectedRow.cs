namespace Lockkeeper.DuckDB;

/// <summary>A row of a file that does not fit.</summary>
/// <param name="Line">
/// Where it begins: the line of the file, from 1. In a Parquet file and in a JSON array, which have no lines, the row's number from 1.
/// </param>
/// <param name="Column">The column that does not fit, or <see langword="null"/> where there are more values than columns.</param>
/// <param name="Value">
/// The value that does not fit its column's type, as the file has it but for quotes around it, or <see langword="null"/> where something else
/// is wrong.
/// </param>
/// <param name="Reason">What is wrong, in one line.</param>
/// <param name="Text">The row as the file has it, or <see langword="null"/> where it is not text.</param>
public sealed record RejectedRow(long Line, string? Column, string? Value, string Reason, string? Text);
