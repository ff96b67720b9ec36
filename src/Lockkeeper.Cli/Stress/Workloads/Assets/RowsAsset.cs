using System.Data.Common;
using System.Globalization;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Cli.Stress.Workloads.Assets;

/// <summary>An asset of which every row is known beforehand.</summary>
/// <param name="name">The table.</param>
/// <param name="read">What the row that a reader stands on says.</param>
/// <typeparam name="TRow">What a row says, its key first.</typeparam>
internal abstract class RowsAsset<TRow>(string name, Func<DbDataReader, TRow> read) : Asset(name)
    where TRow : struct, IEquatable<TRow>
{
    /// <summary>The rows that a run makes, in the order of their keys.</summary>
    protected abstract IEnumerable<TRow> Rows(int run);

    /// <inheritdoc/>
    public override Check Verify(DbConnection connection, int? run)
    {
        TRow[] expected = run is { } last ? [.. Rows(last)] : [];
        using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {Name} ORDER BY 1";
        using DbDataReader reader = command.ExecuteReader();
        long rows = 0;
        long wrong = 0;
        for (; reader.Read(); rows++)
        {
            if (rows >= expected.Length || !read(reader).Equals(expected[rows])) wrong++;
        }

        string from = run is { } number ? string.Create(CultureInfo.InvariantCulture, $"run {number:N0}") : "before the first run";
        return wrong == 0 && rows == expected.Length
            ? new Check(true, string.Create(CultureInfo.InvariantCulture, $"{Name}: {rows:N0} rows of {from}, each as it must be"))
            : new Check(false, string.Create(CultureInfo.InvariantCulture, $"{Name}: {rows:N0} rows where {from} has {expected.Length:N0}, {wrong:N0} of them other than they must be"));
    }
}
