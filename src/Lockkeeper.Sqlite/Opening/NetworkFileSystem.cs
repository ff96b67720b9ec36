using Lockkeeper.Sqlite.Native;

namespace Lockkeeper.Sqlite.Opening;

/// <summary>
/// Tells file systems that several machines may share. SQLite's WAL needs memory that all processes share, which they do
/// not give (https://sqlite.org/wal.html), and their locks are often not real.
/// </summary>
internal static class NetworkFileSystem
{
    private const long Fuse = 0x65735546;

    // linux/magic.h; CIFS and the cluster file systems have theirs in their own headers.
    private static readonly Dictionary<long, string> Remote = new()
    {
        [0x6969] = "NFS",
        [0x517B] = "SMB",
        [0xFE534D42] = "SMB",
        [0xFF534D42] = "SMB (CIFS)",
        [0x01021997] = "9p",
        [0x00C36400] = "Ceph",
        [0x5346414F] = "AFS",
        [0x6B414653] = "AFS",
        [0x73757245] = "Coda",
        [0x564C] = "NCP",
        [0x0BD00BD0] = "Lustre",
        [0x47504653] = "GPFS",
        [0x7461636F] = "OCFS2",
        [0x01161970] = "GFS2",
        [0x786F4256] = "a VirtualBox shared folder",
        [0xBACBACBC] = "a VMware shared folder",
    };

    private static readonly Dictionary<string, string> RemoteNames = new(StringComparer.Ordinal)
    {
        ["nfs"] = "NFS",
        ["nfs4"] = "NFS",
        ["cifs"] = "SMB (CIFS)",
        ["smb3"] = "SMB",
        ["smbfs"] = "SMB",
        ["9p"] = "9p",
        ["ceph"] = "Ceph",
        ["afs"] = "AFS",
        ["coda"] = "Coda",
        ["ncpfs"] = "NCP",
        ["lustre"] = "Lustre",
        ["gpfs"] = "GPFS",
        ["ocfs2"] = "OCFS2",
        ["gfs2"] = "GFS2",
        ["vboxsf"] = "a VirtualBox shared folder",
        ["vmhgfs"] = "a VMware shared folder",
        ["virtiofs"] = "virtiofs (a folder of the host)",
    };

    // FUSE file systems whose data is on this machine and nowhere else.
    private static readonly HashSet<string> LocalFuse = new(StringComparer.Ordinal)
    {
        "fuseblk", "fuse.ntfs", "fuse.ntfs-3g", "fuse.exfat", "fuse.ext2", "fuse.ext4", "fuse.fuse2fs", "fuse.zfs",
        "fuse.fuse-overlayfs", "fuse.overlayfs", "fuse.mergerfs", "fuse.unionfs", "fuse.bindfs", "fuse.encfs",
        "fuse.gocryptfs", "fuse.cryfs", "fuse.securefs",
    };

    /// <summary>Refuses a file on a file system that several machines may share.</summary>
    /// <exception cref="SharedDatabaseException">With <see cref="SharedDatabaseErrorKind.Unsupported"/>.</exception>
    public static void Refuse(string path)
    {
        if (OperatingSystem.IsLinux()
            && Name(Libc.FileSystemType(Path.GetDirectoryName(path)!), ProcFile.Read("/proc/self/mountinfo"), path) is { } name)
        {
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Unsupported,
                $"'{path}' is on {name}, a file system that other machines may share; SQLite's locks and shared memory do not work "
                + "across machines, and the file would be corrupted. Move it to a local disk. If no other machine ever opens it, "
                + $"set {nameof(SqliteDatabaseOptions.AllowNetworkFileSystem)}.");
        }
    }

    /// <summary>The name of the remote file system that holds a path, or <see langword="null"/> for a local one.</summary>
    /// <param name="type">What <c>statfs</c> gives as <c>f_type</c>; 0 where it is not known.</param>
    /// <param name="mountInfo">The text of <c>/proc/self/mountinfo</c>; empty where it is not known.</param>
    /// <param name="path">The absolute path, links followed.</param>
    public static string? Name(long type, string mountInfo, string path)
    {
        // f_type of 32 bits may come sign-extended.
        if (Remote.TryGetValue(type & 0xFFFFFFFF, out var byNumber))
        {
            return byNumber;
        }

        var mounted = MountInfo.Find(mountInfo, path)?.Type;
        if (mounted is not null && RemoteNames.TryGetValue(mounted, out var byName))
        {
            return byName;
        }

        var fuse = mounted is not null && (mounted is "fuse" or "fuseblk" || mounted.StartsWith("fuse.", StringComparison.Ordinal));
        if (fuse)
        {
            return LocalFuse.Contains(mounted!) ? null : $"FUSE ({mounted})";
        }

        return (type & 0xFFFFFFFF) == Fuse ? "FUSE" : null;
    }
}
