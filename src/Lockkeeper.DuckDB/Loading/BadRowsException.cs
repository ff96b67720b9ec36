namespace Lockkeeper.DuckDB;

/// <summary>
/// The rows for which a file was not loaded: inside a <see cref="SharedDatabaseException"/> of the kind
/// <see cref="SharedDatabaseErrorKind.BadInput"/>.
/// </summary>
public sealed class BadRowsException : Exception
{
    internal BadRowsException(string message, IReadOnlyList<RejectedRow> rows, Exception? innerException = null)
        : base(message, innerException) => Rows = rows;

    /// <summary>The first rows that do not fit, in the file's order.</summary>
    public IReadOnlyList<RejectedRow> Rows { get; }
}
