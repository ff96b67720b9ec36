namespace Lockkeeper.DuckDB.Loading;

/// <summary>A column of a file or a table.</summary>
/// <param name="Name">Its name. DuckDB's names differ in more than case.</param>
/// <param name="Type">Its type in SQL.</param>
internal sealed record Column(string Name, string Type)
{
    public bool IsNamed(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
