namespace Lockkeeper.Statements;

/// <summary>
/// The text of a statement with a marker for each parameter. There is one instance for each distinct text that the
/// program writes, so that an engine can keep its prepared statement by reference.
/// </summary>
public sealed class SqlText
{
    internal SqlText(string text, int parameterCount)
    {
        Text = text;
        ParameterCount = parameterCount;
    }

    /// <summary>The SQL, its parameters marked <c>$1</c>, <c>$2</c> and so on in the order in which they appear.</summary>
    public string Text { get; }

    /// <summary>How many parameters the text has.</summary>
    public int ParameterCount { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
