using SQLitePCL;

namespace Lockkeeper.Sqlite.Writing;

/// <summary>A prepared statement that is kept, with what is asked of it again and again.</summary>
internal sealed class CachedStatement
{
    /// <param name="text">The text that it was prepared from.</param>
    /// <param name="handle">The prepared statement, or <see langword="null"/> for a text that is left to the driver.</param>
    public CachedStatement(string text, sqlite3_stmt? handle)
    {
        Text = text;
        Handle = handle!;
        IsSingle = handle is not null;
        IsControl = StatementKeyword.IsControl(text);
        if (handle is null)
        {
            ParameterNames = [];
            return;
        }

        Pointer = handle.DangerousGetHandle();
        HasColumns = raw.sqlite3_column_count(handle) != 0;
        Effect = raw.sqlite3_stmt_readonly(handle) != 0 ? StatementEffect.Reads
            : StatementKeyword.CountsChanges(text) ? StatementEffect.ChangesRows
            : StatementEffect.ChangesOther;
        ParameterNames = new string?[raw.sqlite3_bind_parameter_count(handle)];
        for (var i = 0; i < ParameterNames.Length; i++)
        {
            ParameterNames[i] = raw.sqlite3_bind_parameter_name(handle, i + 1).utf8_to_string();
        }
    }

    public string Text { get; }

    /// <summary>Valid only where <see cref="IsSingle"/>.</summary>
    public sqlite3_stmt Handle { get; }

    /// <summary>The statement itself, valid as long as <see cref="Handle"/> is not disposed.</summary>
    public nint Pointer { get; }

    /// <summary>Whether the text is exactly one statement. Others are not kept prepared.</summary>
    public bool IsSingle { get; }

    /// <summary>Whether it begins or ends a savepoint.</summary>
    public bool IsControl { get; }

    /// <summary>Whether it gives rows.</summary>
    public bool HasColumns { get; }

    public StatementEffect Effect { get; }

    /// <summary>The parameters' names with their prefix, in order; <see langword="null"/> for a bare <c>?</c>.</summary>
    public string?[] ParameterNames { get; }

    /// <summary>When it was last used, in uses of the cache.</summary>
    public long LastUse { get; set; }
}
