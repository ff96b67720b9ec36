using System.Data.Common;
using Lockkeeper.Cli.Stress.Strategies;

namespace Lockkeeper.Cli.Stress.Workloads.Assets;

/// <summary>A table that a query makes of others.</summary>
/// <param name="name">The table.</param>
/// <param name="upstreams">Those others.</param>
/// <param name="query">The query.</param>
/// <param name="rows">What must come of a run, computed without the database.</param>
/// <param name="read">What the row that a reader stands on says.</param>
/// <typeparam name="TRow">What a row says, its key first.</typeparam>
internal sealed class BuiltAsset<TRow>(
    string name, IReadOnlyList<string> upstreams, string query, Func<int, IEnumerable<TRow>> rows, Func<DbDataReader, TRow> read)
    : RowsAsset<TRow>(name, read)
    where TRow : struct, IEquatable<TRow>
{
    /// <inheritdoc/>
    public override string Schema => $"CREATE TABLE {Name} AS {query};";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Upstreams => upstreams;

    /// <inheritdoc/>
    public override void Make(StoreTransaction transaction, int run) => transaction.Connection.Run($"CREATE OR REPLACE TABLE {Name} AS {query}");

    /// <inheritdoc/>
    protected override IEnumerable<TRow> Rows(int run) => rows(run);
}
