using System.Globalization;
using System.Text.RegularExpressions;
using Lockkeeper.Engines;

namespace Lockkeeper.DuckDB.Errors;

/// <summary>Who has the file open, as DuckDB's lock error says: <c>Conflicting lock is held in /usr/bin/python3 (PID 4711)</c>.</summary>
internal static partial class LockConflict
{
    /// <summary>The holder, or <see langword="null"/> where the message does not name it.</summary>
    public static ForeignHolder? Read(string message)
    {
        var found = Pattern().Match(message);
        return found.Success && int.TryParse(found.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new ForeignHolder(id, found.Groups["program"].Value, "file")
            : null;
    }

    [GeneratedRegex(@"Conflicting lock is held in (?<program>.*?) \(PID (?<id>\d+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
