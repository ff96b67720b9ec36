using System.Text;

namespace Lockkeeper.DuckDB.Statements;

/// <summary>
/// Writes <c>$name</c> for <c>@name</c>, which other databases' programs and Dapper's users write. To DuckDB <c>@</c> is an operator (the
/// absolute value), so only a name that the command has a parameter for is touched, and nothing within quotes and comments.
/// </summary>
internal static class ParameterText
{
    private const string Operators = "@<>~!&|#^*+-/%=?";

    public static string Rewrite(string sql, DuckDBParameterCollection parameters)
    {
        if (parameters.Count == 0 || !sql.Contains('@', StringComparison.Ordinal))
        {
            return sql;
        }

        var text = new StringBuilder(sql);
        for (var i = 0; i < sql.Length;)
        {
            if (sql[i] == '@' && (i == 0 || !Operators.Contains(sql[i - 1], StringComparison.Ordinal)))
            {
                var end = EndOfName(sql, i + 1);
                if (end > i + 1 && parameters.Find(sql[(i + 1)..end]) >= 0)
                {
                    text[i] = '$';
                }

                i = Math.Max(end, i + 1);
            }
            else
            {
                i = Skip(sql, i);
            }
        }

        return text.ToString();
    }

    /// <summary>Where what begins at <paramref name="i"/> ends: a quoted text, a comment, or one character.</summary>
    private static int Skip(string sql, int i) => sql[i] switch
    {
        '\'' when i > 0 && sql[i - 1] is 'e' or 'E' && (i == 1 || !IsNamePart(sql[i - 2])) => EndOfEscaped(sql, i + 1),
        '\'' or '"' => After(sql, sql[i].ToString(), i + 1),
        '-' when sql.AsSpan(i).StartsWith("--") => After(sql, "\n", i),
        '/' when sql.AsSpan(i).StartsWith("/*") => After(sql, "*/", i + 2),
        '$' when EndOfName(sql, i + 1) is var end && end < sql.Length && sql[end] == '$' => After(sql, sql[i..(end + 1)], end + 1),
        _ => i + 1,
    };

    private static int After(string sql, string mark, int from) =>
        from < sql.Length && sql.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and var at ? at + mark.Length : sql.Length;

    private static int EndOfEscaped(string sql, int i)
    {
        while (i < sql.Length && sql[i] != '\'')
        {
            i += sql[i] == '\\' ? 2 : 1;
        }

        return Math.Min(i + 1, sql.Length);
    }

    private static int EndOfName(string sql, int i)
    {
        if (i < sql.Length && char.IsAsciiDigit(sql[i]))
        {
            return i;
        }

        while (i < sql.Length && IsNamePart(sql[i]))
        {
            i++;
        }

        return i;
    }

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c == '_';
}
