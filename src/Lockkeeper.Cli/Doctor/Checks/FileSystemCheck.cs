using Lockkeeper.Sqlite.Native;
using Lockkeeper.Sqlite.Opening;

namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>Whether the file system's locks are real (https://sqlite.org/howtocorrupt.html, 2.1).</summary>
internal static class FileSystemCheck
{
    private const string Name = "file system";

    /// <summary>Judges it.</summary>
    public static Finding? Check(Patient patient)
    {
        if (!OperatingSystem.IsLinux()) return null;
        string mounts = ProcFile.Read("/proc/self/mountinfo");
        if (NetworkFileSystem.Name(Libc.FileSystemType(Path.GetDirectoryName(patient.Path)!), mounts, patient.Path) is { } remote)
            return Finding.Problem(Name, $"{remote}, which several machines may share; locks and shared memory do not work across machines.", "Move the database to a local disk of the machine whose programs use it.");
        string kind = MountInfo.Find(mounts, patient.Path)?.Type ?? "an unknown one";
        return Finding.Ok(Name, $"{kind}, local.");
    }
}
