namespace Lockkeeper.Statements;

/// <summary>
/// A point in the tree of all statement texts that the program has written: the way down is the literal parts and the
/// holes of an interpolated string. Literals are constants of the program, so a reference comparison finds nearly all of
/// them, and the tree stays as small as the program's source.
/// </summary>
internal sealed class SqlTextNode
{
    // A program that makes its literals at run time would grow the tree without end: from here on, nodes are not kept.
    private const int MostNodes = 20_000;
    private static int _nodes;

    private readonly string _prefix;
    private readonly int _parameterCount;
    private readonly string? _literal;
    private SqlTextNode[] _children = [];
    private SqlTextNode? _hole;
    private SqlText? _text;

    private SqlTextNode(string prefix, int parameterCount, string? literal)
    {
        _prefix = prefix;
        _parameterCount = parameterCount;
        _literal = literal;
    }

    /// <summary>The empty text.</summary>
    public static SqlTextNode Root { get; } = new("", 0, null);

    /// <summary>The statement that ends here.</summary>
    public SqlText Text => _text ?? Interlocked.CompareExchange(ref _text, new SqlText(_prefix, _parameterCount), null) ?? _text;

    /// <summary>The node after a literal part.</summary>
    public SqlTextNode Literal(string literal)
    {
        foreach (var child in _children)
        {
            if (ReferenceEquals(child._literal, literal)) return child;
        }

        return FindOrAdd(literal);
    }

    /// <summary>The node after a parameter.</summary>
    public SqlTextNode Hole()
    {
        if (_hole is { } hole) return hole;
        var number = (_parameterCount + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var added = new SqlTextNode($"{_prefix}${number}", _parameterCount + 1, null);
        return Interlocked.CompareExchange(ref _hole, added, null) ?? added;
    }

    private SqlTextNode FindOrAdd(string literal)
    {
        lock (this)
        {
            foreach (var child in _children)
            {
                if (child._literal == literal) return child;
            }

            var added = new SqlTextNode(_prefix + literal, _parameterCount, literal);
            if (Interlocked.Increment(ref _nodes) <= MostNodes) _children = [.. _children, added];
            return added;
        }
    }
}
