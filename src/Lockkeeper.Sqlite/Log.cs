using Microsoft.Extensions.Logging;

namespace Lockkeeper.Sqlite;

/// <summary>What the SQLite engine logs. Event ids 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Warning,
        "SQLite {Version} has a known bug: {Bug}")]
    public static partial void KnownBug(ILogger logger, string version, string bug);

    [LoggerMessage(2001, LogLevel.Warning,
        "{Path} has {Links} hard links; all processes must open it by {Chosen}. Replace the other names by symbolic links")]
    public static partial void HardLinks(ILogger logger, string path, uint links, string chosen);

    [LoggerMessage(2002, LogLevel.Warning,
        "Checkpoint of {Path} failed with SQLite code {Code}; it is tried again after the next {Pages} pages")]
    public static partial void CheckpointFailed(ILogger logger, Exception error, string path, int code, int pages);
}
