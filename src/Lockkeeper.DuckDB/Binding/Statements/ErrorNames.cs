namespace Lockkeeper.DuckDB.Statements;

/// <summary>
/// What DuckDB calls its errors at the head of a message, as in <c>Parser Error: syntax error at …</c>. Opening and preparing give no more
/// than the message.
/// </summary>
internal static class ErrorNames
{
    private const string Suffix = " Error";

    private static readonly Dictionary<string, DuckDBErrorType> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Out of Range"] = DuckDBErrorType.OutOfRange,
        ["Conversion"] = DuckDBErrorType.Conversion,
        ["Unknown Type"] = DuckDBErrorType.UnknownType,
        ["Decimal"] = DuckDBErrorType.Decimal,
        ["Mismatch Type"] = DuckDBErrorType.MismatchType,
        ["Divide by Zero"] = DuckDBErrorType.DivideByZero,
        ["Object Size"] = DuckDBErrorType.ObjectSize,
        ["Invalid type"] = DuckDBErrorType.InvalidType,
        ["Serialization"] = DuckDBErrorType.Serialization,
        ["TransactionContext"] = DuckDBErrorType.Transaction,
        ["Not implemented"] = DuckDBErrorType.NotImplemented,
        ["Expression"] = DuckDBErrorType.Expression,
        ["Catalog"] = DuckDBErrorType.Catalog,
        ["Parser"] = DuckDBErrorType.Parser,
        ["Planner"] = DuckDBErrorType.Planner,
        ["Scheduler"] = DuckDBErrorType.Scheduler,
        ["Executor"] = DuckDBErrorType.Executor,
        ["Constraint"] = DuckDBErrorType.Constraint,
        ["Index"] = DuckDBErrorType.Index,
        ["Stat"] = DuckDBErrorType.Stat,
        ["Connection"] = DuckDBErrorType.Connection,
        ["Syntax"] = DuckDBErrorType.Syntax,
        ["Settings"] = DuckDBErrorType.Settings,
        ["Binder"] = DuckDBErrorType.Binder,
        ["Network"] = DuckDBErrorType.Network,
        ["Optimizer"] = DuckDBErrorType.Optimizer,
        ["NullPointer"] = DuckDBErrorType.NullPointer,
        ["IO"] = DuckDBErrorType.IO,
        ["INTERRUPT"] = DuckDBErrorType.Interrupt,
        ["FATAL"] = DuckDBErrorType.Fatal,
        ["INTERNAL"] = DuckDBErrorType.Internal,
        ["Invalid Input"] = DuckDBErrorType.InvalidInput,
        ["Out of Memory"] = DuckDBErrorType.OutOfMemory,
        ["Permission"] = DuckDBErrorType.Permission,
        ["Parameter Not Resolved"] = DuckDBErrorType.ParameterNotResolved,
        ["Parameter Not Allowed"] = DuckDBErrorType.ParameterNotAllowed,
        ["Dependency"] = DuckDBErrorType.Dependency,
        ["HTTP"] = DuckDBErrorType.Http,
        ["Missing Extension"] = DuckDBErrorType.MissingExtension,
        ["Extension Autoloading"] = DuckDBErrorType.Autoload,
        ["Sequence"] = DuckDBErrorType.Sequence,
        ["Invalid Configuration"] = DuckDBErrorType.InvalidConfiguration,
    };

    /// <summary>What kind of error <paramref name="message"/> tells of, or <see cref="DuckDBErrorType.Invalid"/>.</summary>
    public static DuckDBErrorType TypeOf(string? message)
    {
        var end = message?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return end > Suffix.Length
            && message!.AsSpan(0, end).EndsWith(Suffix, StringComparison.Ordinal)
            && Types.TryGetValue(message![..(end - Suffix.Length)], out var type)
                ? type
                : DuckDBErrorType.Invalid;
    }
}
