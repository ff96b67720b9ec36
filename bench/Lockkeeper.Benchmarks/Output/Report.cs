using Lockkeeper.Benchmarks.Rows;

namespace Lockkeeper.Benchmarks.Output;

/// <summary>One row with what it found.</summary>
internal sealed record ReportedRow(string Name, string Work, RowResult Result);

/// <summary>A whole run.</summary>
internal sealed record Report(DateTimeOffset Date, Machine Machine, bool Quick, bool Whole, double Seconds, IReadOnlyList<ReportedRow> Rows);
