namespace Lockkeeper.DuckDB.Instances;

/// <summary>Names and texts in SQL, so that none of them is ever read as SQL.</summary>
internal static class SqlNames
{
    /// <summary><paramref name="name"/> in double quotes, each within it doubled.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary><paramref name="text"/> in single quotes, each within it doubled. DuckDB reads no escapes in it.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
