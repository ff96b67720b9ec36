using System.Diagnostics;

namespace Lockkeeper.Faults.Rig;

/// <summary>File systems of a test's own, where this user may mount them.</summary>
internal static class Mount
{
    /// <summary>Mounts a file system of <paramref name="kilobytes"/> at <paramref name="folder"/>. Returns whether it could.</summary>
    public static bool TryTemporary(string folder, int kilobytes) =>
        Libc.IsRoot && Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", folder);

    /// <summary>Makes one file read-only for everybody, root included, whoever opens it from now on.</summary>
    public static bool TryReadOnly(string file)
    {
        if (!Libc.IsRoot || !Run("mount", "--bind", file, file)) return false;
        if (Run("mount", "-o", "remount,ro,bind", file)) return true;
        Unmount(file);
        return false;
    }

    /// <summary>Detaches at once; what still has files open on it keeps them.</summary>
    public static void Unmount(string path) => Run("umount", "-l", path);

    /// <summary>Runs a program and says whether it ended well.</summary>
    public static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }
}
