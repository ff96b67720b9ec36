using System.Globalization;

namespace Lockkeeper.Cli.Stress.Input;

/// <summary>
/// Reads lines of the combined log format, which Apache and nginx write by default:
/// <c>address ident user [time] "request" status bytes "referrer" "agent"</c>
/// (https://httpd.apache.org/docs/2.4/logs.html#combined). Quotes inside quotes are escaped with a backslash. Fields
/// that a site appends at the end are let pass. Not safe for several threads: strings are pooled.
/// </summary>
internal sealed class CombinedLogParser
{
    private readonly StringPool _strings = new();

    /// <summary>Reads one line, without its line break.</summary>
    /// <returns>Whether the line is of the format; otherwise nothing of it is used.</returns>
    public bool TryParse(ReadOnlySpan<char> line, out Request request)
    {
        request = default;
        ReadOnlySpan<char> rest = line;

        int visitorEnd = rest.IndexOf(' ');
        if (visitorEnd <= 0) return false;
        ReadOnlySpan<char> visitor = rest[..visitorEnd];
        rest = rest[visitorEnd..];

        // A user's name may hold spaces, so what counts is the bracket after it.
        int timeStart = rest.IndexOf(" [", StringComparison.Ordinal);
        if (timeStart < 0) return false;
        rest = rest[(timeStart + 2)..];
        int timeEnd = rest.IndexOf("] ", StringComparison.Ordinal);
        if (timeEnd < 0 || !LogTime.TryParse(rest[..timeEnd], out long time)) return false;
        rest = rest[(timeEnd + 2)..];

        if (!TryTakeQuoted(ref rest, out ReadOnlySpan<char> requestLine)) return false;
        if (!TryTakeField(ref rest, out ReadOnlySpan<char> statusText)) return false;
        if (!TryTakeField(ref rest, out ReadOnlySpan<char> bytesText)) return false;
        if (!TryTakeQuoted(ref rest, out _) || !TryTakeQuoted(ref rest, out _)) return false;

        if (statusText.Length != 3 || !TryNumber(statusText, out long status)) return false;
        long bytes = 0;
        if (bytesText is not "-" && !TryNumber(bytesText, out bytes)) return false;

        (string method, string path) = SplitRequestLine(requestLine);
        request = new Request(_strings.Get(visitor), time, method, path, (int)status, bytes);
        return true;
    }

    private (string Method, string Path) SplitRequestLine(ReadOnlySpan<char> line)
    {
        int methodEnd = line.IndexOf(' ');
        int pathEnd = line.LastIndexOf(' ');
        // Scanners send anything, from a lone dash to the first bytes of a TLS handshake. It is logged all the same.
        if (methodEnd <= 0 || pathEnd <= methodEnd || !line[(pathEnd + 1)..].StartsWith("HTTP/", StringComparison.Ordinal))
        {
            return ("", Unescape(line));
        }

        return (_strings.Get(line[..methodEnd]), Unescape(line[(methodEnd + 1)..pathEnd]));
    }

    private string Unescape(ReadOnlySpan<char> text)
    {
        if (text.IndexOf('\\') < 0) return _strings.Get(text);
        var plain = new System.Text.StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            // \xhh and \n stay as they are written: what they stand for may not be text.
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\') i++;
            plain.Append(text[i]);
        }

        return _strings.Get(plain.ToString());
    }

    /// <summary>Takes <c>"…"</c> and the space after it, or the end of the line; the content is still escaped.</summary>
    private static bool TryTakeQuoted(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> content)
    {
        content = default;
        if (rest.IsEmpty || rest[0] != '"') return false;
        for (int i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '\\')
            {
                i++;
            }
            else if (rest[i] == '"')
            {
                content = rest[1..i];
                rest = rest[(i + 1)..];
                return TryTakeSeparator(ref rest);
            }
        }

        return false;
    }

    private static bool TryTakeField(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> field)
    {
        int end = rest.IndexOf(' ');
        if (end < 0) end = rest.Length;
        field = rest[..end];
        rest = rest[end..];
        return !field.IsEmpty && TryTakeSeparator(ref rest);
    }

    private static bool TryTakeSeparator(ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty) return true;
        if (rest[0] != ' ') return false;
        rest = rest[1..];
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out long number) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
