using System.Text.RegularExpressions;

namespace Lockkeeper.Tests.Docs;

public sealed partial class LinkTests
{
    [Fact]
    public void Every_link_between_files_leads_somewhere()
    {
        var broken =
            from page in Repository.Pages
            let folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!
            from Match link in Link().Matches(Repository.Read(page))
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal) && !Exists(folder, target)
            select $"{page}: {target}";

        broken.ShouldBeEmpty();
    }

    private static bool Exists(string folder, string target)
    {
        var parts = target.Split('#', 2);
        var path = Path.Combine(folder, parts[0]);
        if (parts[0].Length > 0 && !Path.Exists(path)) return false;
        return parts.Length == 1 || parts[0].Length == 0 || Heading(File.ReadAllText(path), parts[1]);
    }

    private static bool Heading(string text, string anchor) =>
        text.Split('\n').Any(line => line.StartsWith('#') && Anchor(line.TrimStart('#').Trim()) == anchor);

    // As GitHub makes it from a heading.
    private static string Anchor(string heading) =>
        string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)|<img[^>]*\bsrc=""(?<target>[^""]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
