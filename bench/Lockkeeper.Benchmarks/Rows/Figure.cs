using Lockkeeper.Benchmarks.Harness;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>A measured figure without a claim.</summary>
/// <param name="Who">Lockkeeper or a peer.</param>
/// <param name="What">What was measured.</param>
/// <param name="Value">The value and its spread.</param>
/// <param name="Unit">Its unit.</param>
internal sealed record Figure(string Who, string What, Spread Value, Unit Unit);
