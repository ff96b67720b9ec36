using System.Globalization;
using Lockkeeper.Sqlite.Native;

namespace Lockkeeper.Sqlite.Foreign;

/// <summary>
/// Finds the processes that have one of some files open, in <c>/proc/PID/fd</c>. Linux only. Somebody waits for the answer at a
/// prompt: a descriptor costs one system call, and one more where it is a file on a disk.
/// </summary>
internal static class FileUsers
{
    // Enough to tell what a descriptor is.
    private const int LinkBytes = 16;

    /// <summary>Looks through all processes: a few microseconds a descriptor.</summary>
    /// <param name="files">The files, told by device and inode; their names in another mount namespace do not matter.</param>
    /// <returns>The processes' ids, in order, and how many processes may not be looked into.</returns>
    public static (IReadOnlyList<int> ProcessIds, int Hidden) Find(FileFacts[] files)
    {
        var found = new List<int>();
        var hidden = 0;
        foreach (var folder in Directory.GetFileSystemEntries("/proc"))
        {
            if (!int.TryParse(folder.AsSpan("/proc/".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var process)) continue;
            try
            {
                if (Has(folder + "/fd", files)) found.Add(process);
            }
            catch (UnauthorizedAccessException)
            {
                hidden++;
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        found.Sort();
        return (found, hidden);
    }

    private static bool Has(string folder, FileFacts[] files)
    {
        // Not the enumeration of files alone, which would ask of each whether it is one.
        foreach (var descriptor in Directory.GetFileSystemEntries(folder))
        {
            if (!IsFile(descriptor) || FileFacts.Read(descriptor) is not { } facts) continue;
            foreach (var file in files)
            {
                if (file.IsSameFile(facts)) return true;
            }
        }

        return false;
    }

    // stat on the entry of a descriptor asks about the file itself and opens nothing. What is no file is not asked about.
    private static bool IsFile(string descriptor)
    {
        Span<byte> buffer = stackalloc byte[LinkBytes];
        var target = Libc.ReadLink(descriptor, buffer);
        return target.StartsWith("/"u8)
            && !target.StartsWith("/dev/"u8) && !target.StartsWith("/proc/"u8) && !target.StartsWith("/sys/"u8) && !target.StartsWith("/memfd:"u8);
    }
}
