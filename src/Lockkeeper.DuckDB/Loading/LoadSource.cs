using System.Data.Common;
using Lockkeeper.DuckDB.Instances;

namespace Lockkeeper.DuckDB.Loading;

/// <summary>
/// What is particular to a kind of file. An instance is for one load; its members are called on one connection, inside its transaction.
/// </summary>
internal abstract class LoadSource(InputFile file, LoadOptions options)
{
    public InputFile File { get; } = file;

    public LoadOptions Options { get; } = options;

    /// <summary>What the kind of file is called.</summary>
    public abstract string Kind { get; }

    /// <summary>The types that the caller demands, by column.</summary>
    public virtual IReadOnlyDictionary<string, string> ColumnTypes { get; } = new Dictionary<string, string>();

    /// <summary>Looks at the beginning of the file: its columns, with the types that they seem to have.</summary>
    /// <exception cref="SharedDatabaseException">It is not what it is said to be.</exception>
    /// <exception cref="DuckDBException">As above, in DuckDB's words.</exception>
    public abstract List<Column> Survey(DbConnection connection);

    /// <summary>The <c>FROM</c> clause that reads the file as these columns.</summary>
    public abstract string From(IReadOnlyList<Column> columns);

    /// <summary>The rows that the statement with <see cref="From"/> left out, and how many there are.</summary>
    public virtual (long Count, List<RejectedRow> First) TakeRejected(DbConnection connection, IReadOnlyList<Column> columns) => (0, []);

    /// <summary>
    /// Looks for the rows for which reading the file as these columns failed. Reads all of it, on a connection that cannot write.
    /// </summary>
    /// <exception cref="DbException">It cannot be read in this way either.</exception>
    public virtual List<RejectedRow> FindBadRows(DbConnection connection, IReadOnlyList<Column> columns) => [];

    /// <summary>What may be the matter where a column that was expected is not in the file.</summary>
    public virtual string Hint => "";

    /// <summary>Columns as DuckDB's readers take them: a struct of types by name.</summary>
    protected static string Struct(IEnumerable<Column> columns) =>
        $"{{{string.Join(", ", columns.Select(column => $"{SqlNames.Literal(column.Name)}: {SqlNames.Literal(column.Type)}"))}}}";
}
