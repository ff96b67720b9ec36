namespace Lockkeeper.Benchmarks.Rows;

/// <summary>One row of the table: a kind of work, and what is claimed about it.</summary>
internal interface IRow
{
    /// <summary>The name for <c>--filter</c>.</summary>
    string Name { get; }

    /// <summary>The work in words.</summary>
    string Work { get; }

    /// <summary>Measures, repetitions interleaved with the peers.</summary>
    RowResult Run(RowContext context);
}
