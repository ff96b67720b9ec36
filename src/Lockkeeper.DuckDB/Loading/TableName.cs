using Lockkeeper.DuckDB.Instances;

namespace Lockkeeper.DuckDB.Loading;

/// <summary>
/// A table's name as callers write it: <c>orders</c>, <c>staging.orders</c>, <c>"odd.name"</c>. A part in double quotes is read as SQL reads it;
/// any other is taken as it is, whatever stands in it.
/// </summary>
internal sealed record TableName(string Schema, string Table)
{
    private const string DefaultSchema = "main";

    /// <exception cref="ArgumentException">It is no name, or has more parts than schema and table.</exception>
    public static TableName Parse(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var rest = name.AsSpan();
        var first = TakePart(name, ref rest);
        if (rest.IsEmpty) return new(DefaultSchema, first);
        rest = rest[1..];
        var second = TakePart(name, ref rest);
        return rest.IsEmpty
            ? new(first, second)
            : throw Wrong(name, "has more than two parts. Write schema.table; a point within a name needs double quotes around it");
    }

    /// <summary>The name in SQL, in the file that <paramref name="catalog"/> is: nothing of the same name elsewhere is meant.</summary>
    public string In(string catalog) => $"{SqlNames.Quote(catalog)}.{SqlNames.Quote(Schema)}.{SqlNames.Quote(Table)}";

    /// <summary>The name as errors show it.</summary>
    public override string ToString() => Schema == DefaultSchema ? Table : $"{Schema}.{Table}";

    private static string TakePart(string name, ref ReadOnlySpan<char> rest)
    {
        string part;
        if (rest is ['"', ..])
        {
            var end = 1;
            while (end < rest.Length && (rest[end] != '"' || (end + 1 < rest.Length && rest[end + 1] == '"'))) end += rest[end] == '"' ? 2 : 1;
            if (end >= rest.Length) throw Wrong(name, "begins a quoted name that has no end. Add the closing double quote");
            part = rest[1..end].ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
            rest = rest[(end + 1)..];
            if (rest is [not '.', ..]) throw Wrong(name, "goes on after a closing double quote. Double each quote that belongs to the name");
        }
        else
        {
            var end = rest.IndexOf('.');
            part = (end < 0 ? rest : rest[..end]).ToString();
            rest = end < 0 ? [] : rest[end..];
        }

        if (part.Length == 0) throw Wrong(name, "has an empty part. Write table or schema.table");
        return part.Contains('\0', StringComparison.Ordinal) ? throw Wrong(name, "has a zero character in it") : part;
    }

    private static ArgumentException Wrong(string name, string what) => new($"The table name '{name}' {what}.", nameof(name));
}
