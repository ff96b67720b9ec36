using System.Globalization;
using System.Text.RegularExpressions;
using Lockkeeper.Engines;

namespace Lockkeeper.DuckDB.Errors;

/// <summary>Who has the file open, as DuckDB's lock error says: <c>Conflicting lock is held in /usr/bin/python3 (PID 4711)</c>.</summary>
internal static partial class LockConflict
{
    private const int MaxCommandLine = 200;

    /// <summary>The holder, or <see langword="null"/> where the message does not name it.</summary>
    public static ForeignHolder? Read(string message)
    {
        var found = Pattern().Match(message);
        return found.Success && int.TryParse(found.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new ForeignHolder(id, CommandLine(id) ?? found.Groups["program"].Value, "file")
            : null;
    }

    // DuckDB names the program alone, which of most scripts is their interpreter.
    private static string? CommandLine(int process)
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            string[] words = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline"))
                .Split(['\0', '\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries);
            string line = string.Join(' ', words);
            return line.Length == 0 ? null : line.Length <= MaxCommandLine ? line : string.Concat(line.AsSpan(0, MaxCommandLine), "…");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended, or belongs to another user.
            return null;
        }
    }

    [GeneratedRegex(@"Conflicting lock is held in (?<program>.*?) \(PID (?<id>\d+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
