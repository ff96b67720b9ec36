using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Sqlite;

/// <summary>Bugs of SQLite that can damage a file, by version.</summary>
internal static class KnownBugs
{
    private static readonly ConcurrentDictionary<Version, bool> Warned = new();

    /// <summary>Logs a warning where <paramref name="version"/> has one: once in the life of the process.</summary>
    public static void Warn(Version version, ILogger logger)
    {
        if (Find(version) is { } bug && Warned.TryAdd(version, true))
        {
            Log.KnownBug(logger, version.ToString(3), bug);
        }
    }

    /// <summary>
    /// The bug in words, or <see langword="null"/>. The WAL-reset bug (https://sqlite.org/wal.html#walresetbug) is in 3.7.0 to
    /// 3.51.2 and was also mended in 3.50.7 and 3.44.6.
    /// </summary>
    public static string? Find(Version version)
    {
        var mended = version >= new Version(3, 51, 3)
            || (version.Major == 3 && version.Minor == 50 && version.Build >= 7)
            || (version.Major == 3 && version.Minor == 44 && version.Build >= 6);
        return version < new Version(3, 7, 0) || mended
            ? null
            : "two connections that checkpoint and write at the same moment can corrupt the WAL. Lockkeeper's processes never do, "
            + "since they checkpoint under the turn; a program without Lockkeeper that writes or checkpoints the same file can. "
            + "Use SQLite 3.51.3, 3.50.7, 3.44.6 or newer where such programs run (SqliteLibrary.Use)";
    }
}
