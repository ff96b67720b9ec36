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

    private static readonly string[] DirtyWords = ["pragma", "attach", "detach", "temp"];

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

        traits |= count == 1 ? control : StatementTraits.None;
        return true;
    }

    private static StatementTraits Control(ReadOnlySpan<char> word, string statement) =>
        Is(word, "BEGIN") ? StatementTraits.IsBegin
        : Is(word, "COMMIT") || Is(word, "END") ? StatementTraits.IsCommit
        : Is(word, "ROLLBACK") && !statement.Contains(" TO", StringComparison.OrdinalIgnoreCase) ? StatementTraits.IsRollback
        : StatementTraits.None;

    private static StatementTraits Dirt(string text)
    {
        foreach (var word in DirtyWords)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return StatementTraits.Dirties;
            }
        }

        return StatementTraits.None;
    }

    private static bool Is(ReadOnlySpan<char> word, string keyword) => word.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}
