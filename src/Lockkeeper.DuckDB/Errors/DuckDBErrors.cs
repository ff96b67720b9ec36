using Lockkeeper.Engines;

namespace Lockkeeper.DuckDB.Errors;

/// <summary>
/// What DuckDB's errors mean. Its kinds are coarse: a lock in foreign hands is an IO error like a broken disk, and a broken
/// constraint at commit a transaction error like a conflict. Where the kind does not tell, the message does.
/// </summary>
internal static class DuckDBErrors
{
    private const int MaxStatementLength = 200;

    /// <inheritdoc cref="IDatabaseEngine.Classify"/>
    public static EngineErrorClass Classify(Exception error) => error is not DuckDBException duck
        ? error is InnocentException ? EngineErrorClass.Innocent : EngineErrorClass.Statement
        : duck.ErrorType switch
        {
            _ when IsLocked(duck) => EngineErrorClass.Busy,
            DuckDBErrorType.Interrupt => EngineErrorClass.Interrupted,
            DuckDBErrorType.Transaction or DuckDBErrorType.Catalog when IsConflict(duck) => EngineErrorClass.Replay,

            // At a commit it comes as a transaction error: the transaction was rolled back.
            DuckDBErrorType.IO or DuckDBErrorType.Transaction when Has(duck, "No space left") || Has(duck, "disk quota") => EngineErrorClass.DiskFull,
            DuckDBErrorType.IO => EngineErrorClass.Io,
            DuckDBErrorType.Fatal or DuckDBErrorType.Internal => EngineErrorClass.Io,
            _ => EngineErrorClass.Statement,
        };

    /// <inheritdoc cref="IDatabaseEngine.Translate"/>
    public static Exception Translate(Exception error, string? statement, string path)
    {
        if (error is not DuckDBException duck) return error;
        if (Classify(duck) == EngineErrorClass.DiskFull)
        {
            return new SharedDatabaseException(
                SharedDatabaseErrorKind.DiskFull,
                $"The disk that holds '{path}' is full; the write was rolled back and the database is sound. Free some space and write again.",
                duck);
        }

        // A caller's own code gets the driver's exception as it is: it may catch it by its type.
        if (statement is null) return duck;
        var text = statement.Length <= MaxStatementLength ? statement : string.Concat(statement.AsSpan(0, MaxStatementLength), "…");
        return new SharedDatabaseException(
            SharedDatabaseErrorKind.Engine, $"DuckDB refused the statement: {duck.Message.TrimEnd('.')}. Statement: {text}", duck);
    }

    /// <summary>Whether another process has the file open.</summary>
    public static bool IsLocked(DuckDBException error) => Has(error, "Could not set lock on file") || Has(error, "Conflicting lock is held");

    /// <summary>Whether a statement would write, and was refused because its transaction or its database may only be read.</summary>
    public static bool IsRefusedToReader(DuckDBException error) => Has(error, "read-only mode") || Has(error, "read-only transaction");

    /// <summary>Whether the transaction is committed although DuckDB reports an error.</summary>
    public static bool IsCommitted(DuckDBException error) => Has(error, "COMMIT succeeded");

    /// <summary>Whether DuckDB takes nothing more on this instance.</summary>
    public static bool IsFatal(Exception error) => error is DuckDBException { ErrorType: DuckDBErrorType.Fatal };

    /// <summary>What went wrong, on one line: without the statement that DuckDB quotes below it.</summary>
    public static string FirstSentence(string message)
    {
        // "Catalog Error: Table with name u does not exist!\nDid you mean "t"?\n\nLINE 1: SELECT * FROM u\n                      ^"
        int place = message.IndexOf("\n\nLINE ", StringComparison.Ordinal);
        string text = (place < 0 ? message : message[..place]).ReplaceLineEndings(" ").Trim();
        return text.Length > 0 && text[^1] is '.' or '!' or '?' ? text : text + ".";
    }

    // A broken key at commit says "Failed to commit: PRIMARY KEY or UNIQUE constraint violation", with the same kind.
    private static bool IsConflict(DuckDBException error) =>
        Has(error, "conflict") && !Has(error, "constraint");

    private static bool Has(DuckDBException error, string text) => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase);
}
