using System.Globalization;
using Lockkeeper.Engines;
using Lockkeeper.Sqlite.Native;
using Lockkeeper.Sqlite.Opening;

namespace Lockkeeper.Sqlite.Foreign;

/// <summary>Finds out which processes hold SQLite's locks on a file now. Linux only; elsewhere nothing is found.</summary>
internal static class ForeignHolders
{
    private const int MaxCommandLine = 200;

    /// <summary>All but this process and <paramref name="known"/>. Some 100 µs.</summary>
    /// <param name="path">The database's canonical path.</param>
    /// <param name="database">The database file.</param>
    /// <param name="known">Processes that are no strangers.</param>
    /// <param name="withReaders">Whether readers of a file in rollback mode count too.</param>
    public static IReadOnlyList<ForeignHolder> Find(
        string path, FileFacts database, IReadOnlySet<int> known, bool withReaders)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        return
        [
            .. Locks(path, database, withReaders)
                .Where(held => !held.Waits && held.ProcessId > 0 && held.ProcessId != Environment.ProcessId && !known.Contains(held.ProcessId))
                .Select(held => new ForeignHolder(held.ProcessId, CommandLine(held.ProcessId), held.Lock)),
        ];
    }

    /// <summary>The locks of all processes on a file, this one's included. Linux only.</summary>
    /// <inheritdoc cref="Find"/>
    public static IReadOnlyList<EngineLock> Locks(string path, FileFacts database, bool withReaders)
    {
        // Some file systems (btrfs, overlay) show stat another device than the one that the kernel's lock table has.
        var mount = MountInfo.Find(ProcFile.Read("/proc/self/mountinfo"), path);
        var device = mount is null ? (database.DeviceMajor, database.DeviceMinor) : (mount.DeviceMajor, mount.DeviceMinor);
        return ProcLocks.Parse(ProcFile.Read("/proc/locks"), database, FileFacts.Read(path + "-shm"), device, withReaders);
    }

    /// <summary>A process's command line on one line, or <see langword="null"/> where it may not be read. Linux only.</summary>
    public static string? CommandLine(int processId)
    {
        var text = ProcFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/cmdline"));
        return text.Length == 0 ? null : OneLine(text);
    }

    // A script given on the command line may be pages long.
    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split(['\0', '\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MaxCommandLine ? line : string.Concat(line.AsSpan(0, MaxCommandLine), "…");
    }
}
