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

    [LoggerMessage(302, LogLevel.Error,
        "The transaction that began in {Operation} on {Path} was open for more than {Limit:0.0##}s and was rolled back. It began at: {Stack}")]
    public static partial void TransactionForgotten(ILogger logger, string operation, string path, double limit, string stack);

    [LoggerMessage(303, LogLevel.Warning,
        "A connection to '{DataSource}' takes no turn because {Reason}: it works as a plain SqliteConnection does")]
    public static partial void WithoutTurn(ILogger logger, string dataSource, string reason);
}
