namespace Lockkeeper.DuckDB.Statements;

/// <summary>A parameter of a statement has no value.</summary>
/// <param name="name">Its name, or its number where it has none.</param>
internal sealed class MissingParameterException(string name) : InvalidOperationException(
    $"The statement's parameter ${name} has no value. Add a DuckDBParameter of that name, or one without a name for each ? and $1.")
{
    /// <summary>The parameter's name without the sign before it, or its number.</summary>
    public string Name { get; } = name;
}
