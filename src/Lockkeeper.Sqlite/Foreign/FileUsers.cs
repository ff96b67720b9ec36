using System.Globalization;
using Lockkeeper.Sqlite.Native;

namespace Lockkeeper.Sqlite.Foreign;

/// <summary>Finds the processes that have one of some files open, in <c>/proc/PID/fd</c>. Linux only.</summary>
internal static class FileUsers
{
    private static readonly string[] Pseudo = ["/dev/", "/proc/", "/sys/", "/memfd:"];

    /// <summary>Looks through all processes: a few microseconds a descriptor.</summary>
    /// <param name="files">The files, told by device and inode; their names in another mount namespace do not matter.</param>
    /// <returns>The processes' ids, and how many processes may not be looked into.</returns>
    public static (IReadOnlySet<int> ProcessIds, int Hidden) Find(IReadOnlyList<FileFacts> files)
    {
        var found = new HashSet<int>();
        var hidden = 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process)) continue;
            try
            {
                if (Directory.EnumerateFiles(folder + "/fd").Any(descriptor => IsOneOf(descriptor, files))) found.Add(process);
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

        return (found, hidden);
    }

    // stat on the entry of a descriptor asks about the file itself and opens nothing. What is no file is not asked about.
    private static bool IsOneOf(string descriptor, IReadOnlyList<FileFacts> files)
    {
        var target = new FileInfo(descriptor).LinkTarget;
        return target is ['/', ..] && !Pseudo.Any(pseudo => target.StartsWith(pseudo, StringComparison.Ordinal))
            && FileFacts.Read(descriptor) is { } facts && files.Any(file => file.IsSameFile(facts));
    }
}
