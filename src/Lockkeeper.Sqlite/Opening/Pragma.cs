using System.Globalization;

namespace Lockkeeper.Sqlite.Opening;

/// <summary>What may be set by <see cref="SqliteDatabaseOptions.Pragmas"/>, and whether it took effect.</summary>
internal static class Pragma
{
    // What Lockkeeper sets by itself, and the option that changes it.
    private static readonly Dictionary<string, string> Owned = new(StringComparer.OrdinalIgnoreCase)
    {
        ["journal_mode"] = "it is always WAL",
        ["synchronous"] = $"use {nameof(SqliteDatabaseOptions.Durability)}",
        ["cache_size"] = $"use {nameof(SqliteDatabaseOptions.CacheSize)}",
        ["foreign_keys"] = $"use {nameof(SqliteDatabaseOptions.ForeignKeys)}",
        ["wal_autocheckpoint"] = $"use {nameof(SqliteDatabaseOptions.CheckpointPages)}",
        ["busy_timeout"] = $"use {nameof(SqliteDatabaseOptions.WriteTimeout)} and {nameof(SqliteDatabaseOptions.Retry)}",
        ["temp_store"] = "it is always MEMORY",
        ["query_only"] = "readers have it, the writer does not",
        ["locking_mode"] = "an exclusive connection would shut all others out",
        ["read_uncommitted"] = "each read sees one snapshot",
        ["writable_schema"] = "it can corrupt the file",
    };

    /// <summary>Refuses a name that is not an identifier or not the caller's to set, and a value that is not one word.</summary>
    /// <exception cref="ArgumentException">With a sentence that says what to use instead.</exception>
    public static void Validate(string name, string value)
    {
        if (!IsIdentifier(name))
        {
            throw new ArgumentException(
                $"Pragmas contains the name '{name}'; a name consists of letters, digits and underscores.");
        }

        if (Owned.TryGetValue(name, out var instead))
        {
            throw new ArgumentException($"Pragmas may not set '{name}': {instead}.");
        }

        if (!IsValue(value))
        {
            throw new ArgumentException(
                $"Pragmas has '{value}' for '{name}'; a value is a number or a word of letters, digits and underscores.");
        }
    }

    /// <summary>Whether a caller's code may change <paramref name="name"/> on a connection that it was lent.</summary>
    public static bool IsOwned(string name) => Owned.ContainsKey(name);

    /// <summary>Whether <paramref name="actual"/>, as read back, is what setting <paramref name="wanted"/> means.</summary>
    public static bool Took(string name, string wanted, string actual) =>
        string.Equals(wanted, actual, StringComparison.OrdinalIgnoreCase)
        || (Number(name, wanted) is { } number && Number(name, actual) == number);

    private static double? Number(string name, string value) => value.ToUpperInvariant() switch
    {
        "ON" or "YES" or "TRUE" => 1,
        "OFF" or "NO" or "FALSE" or "NONE" => 0,
        "FULL" when name.Equals("auto_vacuum", StringComparison.OrdinalIgnoreCase) => 1,
        "INCREMENTAL" => 2,
        "FAST" => 2,
        var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static bool IsIdentifier(string text) =>
        text.Length is > 0 and <= 64 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static bool IsValue(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 64)
        {
            return false;
        }

        var rest = text[0] is '-' or '+' ? text.AsSpan(1) : text;
        foreach (var c in rest)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.'))
            {
                return false;
            }
        }

        return rest.Length > 0;
    }
}
