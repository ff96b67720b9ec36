using System.Data.Common;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Cli.Stress.Workloads.Assets;

/// <summary>A table that a step of the pipeline makes anew, as a whole, in one transaction.</summary>
/// <param name="name">The table.</param>
internal abstract class Asset(string name)
{
    /// <summary>The table.</summary>
    public string Name => name;

    /// <summary>The statement that makes it, empty, before the first run.</summary>
    public abstract string Schema { get; }

    /// <summary>The assets that it is made of; empty where it is loaded.</summary>
    public virtual IReadOnlyList<string> Upstreams => [];

    /// <summary>Makes it anew, in an open transaction. Blocks.</summary>
    public abstract void Make(StoreTransaction transaction, int run);

    /// <summary>Reads it back.</summary>
    /// <param name="connection">A plain connection.</param>
    /// <param name="run">The run that made it last, from 1, or <see langword="null"/> where none did.</param>
    public abstract Check Verify(DbConnection connection, int? run);
}
