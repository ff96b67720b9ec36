using System.Data.Common;
using Lockkeeper.DuckDB.Statements;

namespace Lockkeeper.DuckDB;

/// <summary>An error of DuckDB, in its own words.</summary>
public sealed class DuckDBException : DbException
{
    /// <summary>An error with DuckDB's <paramref name="message"/>.</summary>
    public DuckDBException(string message, DuckDBErrorType errorType)
        : base(message) => ErrorType = errorType;

    /// <summary>An error with DuckDB's <paramref name="message"/>, and what it came from.</summary>
    public DuckDBException(string message, DuckDBErrorType errorType, Exception? innerException)
        : base(message, innerException) => ErrorType = errorType;

    /// <summary>Its kind. DuckDB's message begins with its name.</summary>
    public DuckDBErrorType ErrorType { get; }

    /// <inheritdoc cref="ErrorType" />
    public override int ErrorCode => (int)ErrorType;

    /// <summary>Whether the same work may succeed when it is done anew as a whole: a conflict of transactions.</summary>
    public override bool IsTransient => ErrorType == DuckDBErrorType.Transaction;

    internal static DuckDBException From(string? message, int type) =>
        type == 0 ? FromText(message) : new(message ?? Nameless, (DuckDBErrorType)type);

    /// <summary>Where DuckDB gives a message only: its kind is what the message begins with.</summary>
    internal static DuckDBException FromText(string? message) => new(message ?? Nameless, ErrorNames.TypeOf(message));

    private const string Nameless = "DuckDB reports an error and does not say which.";
}
