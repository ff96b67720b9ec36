using System.Collections.Concurrent;
using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Sqlite.Writing;
using SQLitePCL;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>
/// Says of a command's text whether it writes. SQLite itself decides (https://sqlite.org/c3ref/stmt_readonly.html); the
/// answer is kept by text. Only transaction control is told by its first word, because SQLite calls that reading.
/// </summary>
internal sealed class StatementClassifier
{
    // Texts with values in them never come again.
    private const int MostKept = 4_096;

    private static readonly string[] DirtyWords = ["pragma", "attach", "detach", "temp", "temporary"];

    // The driver sends it with each transaction; without shared cache it changes nothing.
    private const string DriversPragma = "PRAGMA read_uncommitted = 0;";

    private readonly ConcurrentDictionary<string, StatementTraits> _known = new(StringComparer.Ordinal);

    /// <summary>Prepares the text where it is new. Errors are left to whoever runs it.</summary>
    public StatementTraits Classify(sqlite3 db, string text)
    {
        if (_known.TryGetValue(text, out var traits))
        {
            return traits;
        }

        if (Examine(db, text, out traits))
        {
            if (_known.Count >= MostKept)
            {
                _known.Clear();
            }

            _known[text] = traits;
        }

        return traits;
    }

    // Returns whether the answer holds for good: not where a statement cannot be prepared yet.
    private static bool Examine(sqlite3 db, string text, out StatementTraits traits)
    {
        traits = text == DriversPragma ? StatementTraits.None : Dirt(text);
        var count = 0;
        var control = StatementTraits.None;
        var rest = text;
        while (rest.Length > 0)
        {
            var word = StatementKeyword.First(rest);
            if (Is(word, "ATTACH"))
            {
                // Prepared, it would look for its parameters; by its word alone it is known well enough.
                traits |= StatementTraits.Attaches;
            }

            // An earlier one may create what a later one needs: what writes or begins is found before that.
            var code = raw.sqlite3_prepare_v2(db, rest, out var statement, out var tail);
            if ((code & 0xff) == ResultCodes.Busy)
            {
                // Another program keeps even the schema from being read. What it is will show; it may write.
                traits |= StatementTraits.Writes;
                return false;
            }

            if (code != ResultCodes.Ok)
            {
                return traits.HasFlag(StatementTraits.Writes) || traits.HasFlag(StatementTraits.Begins);
            }

            using (statement)
            {
                if (!statement.IsInvalid)
                {
                    count++;
                    traits |= raw.sqlite3_stmt_readonly(statement) == 0 ? StatementTraits.Writes : StatementTraits.None;
                    control = Control(word, rest);
                    traits |= Is(word, "BEGIN") || Is(word, "SAVEPOINT") ? StatementTraits.Begins : StatementTraits.None;
                }
            }

            rest = tail ?? "";
        }

        traits |= count == 1 ? control | StatementTraits.IsSingle : StatementTraits.None;
        return true;
    }

    private static StatementTraits Control(ReadOnlySpan<char> word, string statement) =>
        Is(word, "BEGIN") ? StatementTraits.IsBegin
        : Is(word, "COMMIT") || Is(word, "END") ? StatementTraits.IsCommit
        : Is(word, "ROLLBACK") && !HasWord(statement, "to") ? StatementTraits.IsRollback
        : StatementTraits.None;

    private static StatementTraits Dirt(string text)
    {
        foreach (var word in DirtyWords)
        {
            if (HasWord(text, word))
            {
                return StatementTraits.Dirties;
            }
        }

        return StatementTraits.None;
    }

    // Not "temperature", and not pragma_table_info(...): functions of that kind change nothing.
    private static bool HasWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !IsNameCharacter(text[at - 1])) && (end == text.Length || !IsNameCharacter(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    // https://sqlite.org/draft/tokenreq.html: beyond ASCII all characters belong to names.
    private static bool IsNameCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '$' || character > 127;

    private static bool Is(ReadOnlySpan<char> word, string keyword) => word.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}
