using System.Data.Common;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Cli.Stress.Workloads.Assets;

/// <summary>A table that is loaded with rows as a CSV file has them, by DuckDB's appender.</summary>
/// <param name="name">The table.</param>
/// <param name="columns">Its columns.</param>
/// <param name="count">Its rows.</param>
/// <param name="row">Computes a row from the run and the row's key, both from 1.</param>
/// <param name="append">Appends a row's values, in the order of the columns.</param>
/// <param name="read">What the row that a reader stands on says.</param>
/// <typeparam name="TRow">What a row says, its key first.</typeparam>
internal sealed class LoadedAsset<TRow>(
    string name, string columns, int count, Func<int, int, TRow> row, Action<TRow, DuckDBAppenderRow> append, Func<DbDataReader, TRow> read)
    : RowsAsset<TRow>(name, read)
    where TRow : struct, IEquatable<TRow>
{
    /// <inheritdoc/>
    public override string Schema => $"CREATE TABLE {Name}({columns});";

    /// <inheritdoc/>
    public override void Make(StoreTransaction transaction, int run)
    {
        transaction.Connection.Run($"CREATE OR REPLACE TABLE {Name}({columns})");
        using DuckDBAppender appender = ((DuckDBConnection)transaction.Connection).CreateAppender(null, Name);
        foreach (TRow made in Rows(run))
        {
            DuckDBAppenderRow appended = appender.CreateRow();
            append(made, appended);
            appended.EndRow();
        }

        appender.Close();
    }

    /// <inheritdoc/>
    protected override IEnumerable<TRow> Rows(int run) => Enumerable.Range(1, count).Select(key => row(run, key));
}
