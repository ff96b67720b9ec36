using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lockkeeper.Locking.Platforms;

/// <summary>
/// Linux, 64 bits. Manual pages: open(2), statx(2), fchmod(2), fchown(2), and fcntl_locking(2) for open file description
/// locks. <c>statx</c> is used because its structure is the same on every architecture.
/// </summary>
internal sealed unsafe partial class LinuxCalls : PosixCalls
{
    private const int SetDescriptorFlags = 2;
    private const int OfdGetLock = 36, OfdSetLock = 37, OfdSetLockWait = 38;
    private const short ReadLock = 0, WriteLock = 1, NoLock = 2;
    private const int ReadWrite = 0x2, Create = 0x40, Exclusive = 0x80, CloseOnExec = 0x80000;
    private const int CurrentDirectory = -100, NoFollow = 0x100, EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7FF;

    // asm/fcntl.h of ARM has its own value.
    private static readonly int _openNoFollow = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    public override int Again => 11;

    public override int Open(ReadOnlySpan<byte> path, bool write, bool create, uint mode, out int descriptor)
    {
        int flags = CloseOnExec | _openNoFollow | (write ? ReadWrite : 0) | (create ? Create | Exclusive : 0);
        fixed (byte* text = path) descriptor = NativeOpen(text, flags, mode);
        return descriptor >= 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    public override int Status(ReadOnlySpan<byte> path, bool follow, out PosixStatus status)
    {
        Statx found = default;
        int result;
        fixed (byte* text = path) result = NativeStatx(CurrentDirectory, text, follow ? 0 : NoFollow, BasicStatus, &found);
        return Convert(result, in found, out status);
    }

    public override int Status(SafeFileHandle file, out PosixStatus status)
    {
        Statx found = default;
        byte empty = 0;
        int result = NativeStatx(file, &empty, EmptyPath, BasicStatus, &found);
        return Convert(result, in found, out status);
    }

    public override int ChangeMode(SafeFileHandle file, uint mode) => Outcome(NativeChangeMode(file, mode));

    public override int ChangeOwner(SafeFileHandle file, uint user, uint group) => Outcome(NativeChangeOwner(file, user, group));

    public override int LetProgramsInherit(SafeFileHandle file) => Outcome(NativeControl(file, SetDescriptorFlags, null));

    public override int SetLock(SafeFileHandle file, long start, long length, LockMode? mode, bool wait)
    {
        Flock request = new()
        {
            Type = mode switch { null => NoLock, LockMode.Shared => ReadLock, _ => WriteLock },
            Start = start,
            Length = length,
        };
        return Outcome(NativeControl(file, wait ? OfdSetLockWait : OfdSetLock, &request));
    }

    public override int GetLock(SafeFileHandle file, long start, long length, LockMode mode, out RangeConflict? conflict)
    {
        Flock request = new() { Type = mode == LockMode.Shared ? ReadLock : WriteLock, Start = start, Length = length };
        int error = Outcome(NativeControl(file, OfdGetLock, &request));
        conflict = null;
        if (error != 0 || request.Type == NoLock) return error;
        // A length of zero means up to the end of all offsets.
        conflict = new RangeConflict(request.Start, request.Length == 0 ? long.MaxValue - request.Start : request.Length);
        return 0;
    }

    private static int Outcome(int result) => result >= 0 ? 0 : Marshal.GetLastPInvokeError();

    private static int Convert(int result, in Statx found, out PosixStatus status)
    {
        ulong device = ((ulong)found.DeviceMajor << 32) | found.DeviceMinor;
        status = new PosixStatus(new FileIdentity(device, found.Inode), found.Mode, found.User, found.Group);
        return Outcome(result);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int NativeOpen(byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int NativeStatx(int directory, byte* path, int flags, uint mask, Statx* status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int NativeStatx(SafeFileHandle directory, byte* path, int flags, uint mask, Statx* status);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int NativeChangeMode(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int NativeChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int NativeControl(SafeFileHandle file, int command, Flock* argument);

    // struct flock of a 64-bit Linux. The process id must be zero for open file description locks.
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    private struct Flock
    {
        [FieldOffset(0)] public short Type;
        [FieldOffset(8)] public long Start;
        [FieldOffset(16)] public long Length;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(20)] public uint User;
        [FieldOffset(24)] public uint Group;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }
}
