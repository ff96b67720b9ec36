namespace Lockkeeper.Cli.Stress.Input;

/// <summary>One string for each distinct text: a log names the same few visitors and pages over and over.</summary>
internal sealed class StringPool
{
    private readonly HashSet<string> _strings = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public StringPool() => _bySpan = _strings.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Get(ReadOnlySpan<char> text)
    {
        if (_bySpan.TryGetValue(text, out string? known)) return known;
        string added = text.ToString();
        _strings.Add(added);
        return added;
    }
}
