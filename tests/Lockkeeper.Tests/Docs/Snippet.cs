using System.Text.RegularExpressions;

namespace Lockkeeper.Tests.Docs;

/// <summary>
/// A block of C# in a page, with the comment before it that says which region of which file it is:
/// <c>&lt;!-- samples/HelloLockkeeper/Program.cs#hello --&gt;</c>.
/// </summary>
internal sealed partial record Snippet(string Page, int Line, string? Source, string? Region, string Code)
{
    /// <summary>All blocks of C# in a page.</summary>
    public static IEnumerable<Snippet> In(string page, string text) =>
        Block().Matches(text).Select(match => new Snippet(
            page,
            text.AsSpan(0, match.Index).Count('\n') + 1,
            match.Groups["source"] is { Success: true } source ? source.Value : null,
            match.Groups["region"] is { Success: true } region ? region.Value : null,
            match.Groups["code"].Value));

    /// <summary>The lines of a region, without the indentation that they share.</summary>
    public static string? ReadRegion(string text, string region)
    {
        var lines = text.Split('\n').ToList();
        var start = lines.FindIndex(line => line.Trim() == $"#region {region}");
        if (start < 0) return null;
        var end = lines.FindIndex(start, line => line.Trim() == "#endregion");
        if (end < 0) return null;
        var inside = lines[(start + 1)..end];
        var indent = inside.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', inside.Select(line => line.Length > 0 ? line[indent..] : line));
    }

    [GeneratedRegex(@"^(?:<!-- (?<source>[^\s#]+)#(?<region>\S+) -->\n)?```csharp\n(?<code>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
