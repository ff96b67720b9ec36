using Microsoft.Extensions.Logging;

namespace Lockkeeper.Sqlite;

/// <summary>What the SQLite engine logs. Events 300 to 349; <c>docs/errors.md</c> lists them.</summary>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Warning,
        "SQLite {Version} has a known bug: {Bug}")]
    public static partial void KnownBug(ILogger logger, string version, string bug);

    [LoggerMessage(301, LogLevel.Warning,
        "{Path} has {Links} hard links; all processes must open it by {Chosen}. Replace the other names by symbolic links")]
    public static partial void HardLinks(ILogger logger, string path, uint links, string chosen);
}
