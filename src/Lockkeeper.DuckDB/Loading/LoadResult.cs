namespace Lockkeeper.DuckDB;

/// <summary>What a load did.</summary>
/// <param name="RowsLoaded">Rows that came from the file into the table.</param>
/// <param name="RowsRejected">Rows that were left out: 0 unless <see cref="CsvLoadOptions.SkipBadRows"/> is set.</param>
/// <param name="Rejected">The first of them, in the file's order; <see cref="CsvLoadOptions.MaxReportedRows"/> says how many.</param>
public sealed record LoadResult(long RowsLoaded, long RowsRejected, IReadOnlyList<RejectedRow> Rejected);
