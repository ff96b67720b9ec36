namespace Lockkeeper.DuckDB.Instances;

/// <summary>Names in SQL.</summary>
internal static class SqlNames
{
    /// <summary><paramref name="name"/> in double quotes, each within it doubled.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
