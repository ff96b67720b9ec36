using System.Collections;
using System.Globalization;
using System.Text;

namespace Lockkeeper.Cli.Sql.Output;

/// <summary>Values as text, as the engines themselves write them.</summary>
internal static class ValueText
{
    /// <summary>The text of a value that is neither <c>NULL</c> nor a blob of its own.</summary>
    public static string Of(object value) => value switch
    {
        string text => text,
        bool truth => truth ? "true" : "false",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        byte[] blob => Convert.ToHexStringLower(blob),
        BitArray bits => Bits(bits),
        IReadOnlyDictionary<string, object?> fields => $"{{{string.Join(", ", fields.Select(field => $"'{field.Key}': {Inner(field.Value)}"))}}}",
        IDictionary map => $"{{{string.Join(", ", Entries(map).Select(entry => $"{Inner(entry.Key)}={Inner(entry.Value)}"))}}}",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Inner))}]",
        _ => value.ToString() ?? "",
    };

    /// <summary>The entries of a map.</summary>
    public static IEnumerable<DictionaryEntry> Entries(IDictionary map)
    {
        // Not by LINQ: as a plain sequence it has pairs of its own type.
        foreach (DictionaryEntry entry in map) yield return entry;
    }

    private static string Inner(object? value) => value is null or DBNull ? "NULL" : Of(value);

    private static string Bits(BitArray bits)
    {
        var text = new StringBuilder(bits.Length);
        for (int i = 0; i < bits.Length; i++) text.Append(bits[i] ? '1' : '0');
        return text.ToString();
    }
}
