namespace Lockkeeper.Benchmarks.Rows;

/// <summary>What a row found.</summary>
/// <param name="Claims">What is claimed and whether it holds.</param>
/// <param name="Figures">What else was measured, for the reader.</param>
internal sealed record RowResult(IReadOnlyList<Claim> Claims, IReadOnlyList<Figure> Figures);
