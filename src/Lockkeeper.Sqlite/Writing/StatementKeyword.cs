namespace Lockkeeper.Sqlite.Writing;

/// <summary>What a statement does, by its first word.</summary>
internal static class StatementKeyword
{
    private static readonly string[] Control = ["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"];
    private static readonly string[] Changing = ["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"];

    /// <summary>Whether the text begins or ends a transaction or a savepoint.</summary>
    public static bool IsControl(string sql) => IsOneOf(First(sql), Control);

    /// <summary>Whether SQLite counts the rows that the text changes.</summary>
    public static bool CountsChanges(string sql) => IsOneOf(First(sql), Changing);

    /// <summary>The first word after white space, comments and empty statements; empty where there is none.</summary>
    public static ReadOnlySpan<char> First(string sql)
    {
        var rest = sql.AsSpan();
        while (true)
        {
            rest = rest.TrimStart(" \t\r\n\f\uFEFF;");
            if (rest.StartsWith("--", StringComparison.Ordinal))
            {
                var end = rest.IndexOf('\n');
                rest = end < 0 ? [] : rest[(end + 1)..];
            }
            else if (rest.StartsWith("/*", StringComparison.Ordinal))
            {
                var end = rest[2..].IndexOf("*/", StringComparison.Ordinal);
                rest = end < 0 ? [] : rest[(end + 4)..];
            }
            else
            {
                break;
            }
        }

        var length = 0;
        while (length < rest.Length && char.IsAsciiLetter(rest[length]))
        {
            length++;
        }

        return rest[..length];
    }

    private static bool IsOneOf(ReadOnlySpan<char> word, string[] words)
    {
        foreach (var candidate in words)
        {
            if (word.Equals(candidate, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
