using Lockkeeper.Sqlite.Opening;

namespace Lockkeeper.Tests.Sqlite;

public sealed class FileSystemTests
{
    private const string Mounts = """
        21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
        22 21 0:40 / /srv/share rw,relatime shared:1 - nfs4 server:/export rw
        23 21 0:41 / /home/me/remote\040disk rw - fuse.sshfs me@host: rw
        24 21 8:17 / /media/stick rw - fuseblk /dev/sdb1 rw
        25 21 0:43 / /data rw - fuse.mergerfs a:b rw
        26 21 0:44 / /mnt/new rw - fuse.somethingnew x rw
        27 22 8:33 / /srv/share/local rw - ext4 /dev/sdc1 rw
        28 21 0:45 / /host rw - virtiofs host rw
        not a line of it
        """;

    [Theory]
    [InlineData(0x6969, "/srv/share/app.db", "NFS")]
    [InlineData(0xFF534D42, "/x/app.db", "SMB (CIFS)")]
    [InlineData(unchecked((int)0xFE534D42), "/x/app.db", "SMB")]
    [InlineData(0x01021997, "/x/app.db", "9p")]
    [InlineData(0, "/srv/share/app.db", "NFS")]
    [InlineData(0x65735546, "/home/me/remote disk/app.db", "FUSE (fuse.sshfs)")]
    [InlineData(0x65735546, "/mnt/new/app.db", "FUSE (fuse.somethingnew)")]
    [InlineData(0x65735546, "/unknown/app.db", "FUSE")]
    [InlineData(0x65735546, "/host/app.db", "virtiofs (a folder of the host)")]
    public void A_file_system_that_machines_may_share_is_named(long type, string path, string name) =>
        NetworkFileSystem.Name(type, Mounts, path).ShouldBe(name);

    [Theory]
    [InlineData(0xEF53, "/var/app.db")]
    [InlineData(0xEF53, "/srv/share/local/app.db")]
    [InlineData(0xEF53, "/srv/shared/app.db")]
    [InlineData(0x65735546, "/media/stick/app.db")]
    [InlineData(0x65735546, "/data/app.db")]
    [InlineData(0x01021994, "/dev/shm/app.db")]
    public void A_local_file_system_is_let_through(long type, string path) =>
        NetworkFileSystem.Name(type, Mounts, path).ShouldBeNull();

    [Fact]
    public void The_longest_mount_point_holds_a_path_and_brings_its_device()
    {
        MountInfo.Find(Mounts, "/srv/share/local/a/b").ShouldBe(new MountInfo("/srv/share/local", "ext4", 8, 33));
        MountInfo.Find(Mounts, "/home/me/remote disk/x")!.MountPoint.ShouldBe("/home/me/remote disk");
        MountInfo.Find("", "/srv").ShouldBeNull();
    }
}
