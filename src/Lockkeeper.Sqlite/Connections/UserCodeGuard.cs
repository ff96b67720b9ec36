using SQLitePCL;

namespace Lockkeeper.Sqlite.Connections;

/// <summary>
/// What a caller's code may not do on a connection that it was lent: end the transaction, change what Lockkeeper set, or
/// leave something behind. SQLite asks at the preparing of every statement (https://sqlite.org/c3ref/set_authorizer.html),
/// so no way of writing a statement gets around it, and nothing has been undone when it is refused.
/// </summary>
internal sealed class UserCodeGuard
{
    /// <summary>The savepoint around each piece of a caller's work on the writer.</summary>
    public const string SavepointName = "lockkeeper";

    // https://sqlite.org/c3ref/c_alter_table.html
    private const int Pragma = 19;
    private const int Transaction = 22;
    private const int Attach = 24;
    private const int Detach = 25;
    private const int Savepoint = 32;
    private const int Allow = 0;
    private const int Deny = 1;

    // They take an argument and change nothing.
    private static readonly HashSet<string> Questions = new(StringComparer.OrdinalIgnoreCase)
    {
        "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
        "foreign_key_check", "integrity_check", "quick_check", "function_list", "collation_list", "compile_options",
    };

    private readonly bool _writer;
    private volatile bool _revoked;

    /// <param name="writer">Whether the connection is the one that writes.</param>
    public UserCodeGuard(bool writer) => _writer = writer;

    /// <summary>Set while Lockkeeper runs or prepares a statement of its own.</summary>
    public bool Own { get; set; }

    /// <summary>Whether a caller's code prepared a statement since this was last set to <see langword="false"/>.</summary>
    public bool Used { get; set; }

    /// <summary>Whether it changed a setting of the connection, which then is not to be lent to anybody else.</summary>
    public bool Changed { get; private set; }

    /// <summary>Whether the connection was taken away: everything is refused from then on.</summary>
    public bool Revoked
    {
        get => _revoked;
        set => _revoked = value;
    }

    private string? Refusal { get; set; }

    private string RevokedText => _writer ? Texts.Revoked : Texts.RevokedReader;

    /// <summary>Why the last statement was refused, once; <see langword="null"/> where it was not refused here.</summary>
    public string? TakeRefusal()
    {
        var refusal = Refusal;
        Refusal = null;
        return refusal;
    }

    /// <summary>What callers' code gets once the connection was taken away.</summary>
    public SharedDatabaseException RevokedError() =>
        new(_writer ? SharedDatabaseErrorKind.WriteTooLong : SharedDatabaseErrorKind.ReadTooLong, RevokedText);

    /// <summary>Puts the guard before <paramref name="db"/>. To be done before any statement is prepared that is kept.</summary>
    public void Install(sqlite3 db) => raw.sqlite3_set_authorizer(
        db,
        static (object state, int action, utf8z first, utf8z second, utf8z _, utf8z _) =>
            ((UserCodeGuard)state).Authorize(action, first, second),
        this);

    private int Authorize(int action, utf8z first, utf8z second)
    {
        if (Own)
        {
            return Allow;
        }

        Used = true;
        var refusal = _revoked ? RevokedText : action switch
        {
            Transaction => _writer ? Texts.TransactionOfWriter : Texts.TransactionOfReader,
            Savepoint when _writer && IsReserved(second) => Texts.ReservedSavepoint,
            Pragma => RefusePragma(first, second),
            Attach or Detach when _writer => Texts.Attach,
            _ => null,
        };
        if (refusal is not null)
        {
            Refusal = refusal;
            return Deny;
        }

        Changed |= action is Attach or Detach;
        return Allow;
    }

    private string? RefusePragma(utf8z name, utf8z value)
    {
        if (value.utf8_to_string() is null || name.utf8_to_string() is not { } pragma || Questions.Contains(pragma))
        {
            return null;
        }

        if (Opening.Pragma.IsOwned(pragma) || string.Equals(pragma, "wal_checkpoint", StringComparison.OrdinalIgnoreCase))
        {
            return Texts.OwnedPragma(pragma);
        }

        Changed = true;
        return null;
    }

    private static bool IsReserved(utf8z name) =>
        string.Equals(name.utf8_to_string(), SavepointName, StringComparison.OrdinalIgnoreCase);
}
