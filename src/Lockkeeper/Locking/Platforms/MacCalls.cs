using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lockkeeper.Locking.Platforms;

/// <summary>
/// macOS. Manual pages: open(2), lstat(2), fstat(2), fchmod(2), fchown(2), fcntl(2); the open file description locks are
/// in <c>sys/fcntl.h</c>. Compiled everywhere, run nowhere yet: see docs/limits.md.
/// </summary>
internal sealed unsafe partial class MacCalls : PosixCalls
{
    private const int SetDescriptorFlags = 2;
    private const int OfdSetLock = 90, OfdSetLockWait = 91, OfdGetLock = 92;
    private const short ReadLock = 1, NoLock = 2, WriteLock = 3;
    private const int ReadWrite = 0x2, NoFollow = 0x100, Create = 0x200, Exclusive = 0x800, CloseOnExec = 0x1000000;

    private static readonly bool _arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public override int Again => 35;

    public override int Open(ReadOnlySpan<byte> path, bool write, bool create, uint mode, out int descriptor)
    {
        int flags = CloseOnExec | NoFollow | (write ? ReadWrite : 0) | (create ? Create | Exclusive : 0);
        fixed (byte* text = path)
        {
            descriptor = _arm ? NativeOpenArm(text, flags, 0, 0, 0, 0, 0, 0, mode) : NativeOpen(text, flags, mode);
        }
        return descriptor >= 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    public override int Status(ReadOnlySpan<byte> path, bool follow, out PosixStatus status)
    {
        Stat found = default;
        int result;
        fixed (byte* text = path)
        {
            result = (follow, _arm) switch
            {
                (true, true) => NativeStat(text, &found),
                (true, false) => NativeStatIntel(text, &found),
                (false, true) => NativeLinkStat(text, &found),
                (false, false) => NativeLinkStatIntel(text, &found),
            };
        }
        return Convert(result, in found, out status);
    }

    public override int Status(SafeFileHandle file, out PosixStatus status)
    {
        Stat found = default;
        int result = _arm ? NativeFileStat(file, &found) : NativeFileStatIntel(file, &found);
        return Convert(result, in found, out status);
    }

    public override int ChangeMode(SafeFileHandle file, uint mode) => Outcome(NativeChangeMode(file, (ushort)mode));

    public override int ChangeOwner(SafeFileHandle file, uint user, uint group) => Outcome(NativeChangeOwner(file, user, group));

    public override int LetProgramsInherit(SafeFileHandle file) => Control(file, SetDescriptorFlags, null);

    public override int SetLock(SafeFileHandle file, long start, long length, LockMode? mode, bool wait)
    {
        Flock request = new()
        {
            Type = mode switch { null => NoLock, LockMode.Shared => ReadLock, _ => WriteLock },
            Start = start,
            Length = length,
        };
        return Control(file, wait ? OfdSetLockWait : OfdSetLock, &request);
    }

    public override int GetLock(SafeFileHandle file, long start, long length, LockMode mode, out RangeConflict? conflict)
    {
        Flock request = new() { Type = mode == LockMode.Shared ? ReadLock : WriteLock, Start = start, Length = length };
        int error = Control(file, OfdGetLock, &request);
        conflict = null;
        if (error != 0 || request.Type == NoLock) return error;
        conflict = new RangeConflict(request.Start, request.Length == 0 ? long.MaxValue - request.Start : request.Length);
        return 0;
    }

    // Apple's ARM64 convention puts variadic arguments on the stack: six fillers take up the registers before them.
    private static int Control(SafeFileHandle file, int command, Flock* argument) => Outcome(_arm
        ? NativeControlArm(file, command, 0, 0, 0, 0, 0, 0, argument)
        : NativeControl(file, command, argument));

    private static int Outcome(int result) => result >= 0 ? 0 : Marshal.GetLastPInvokeError();

    private static int Convert(int result, in Stat found, out PosixStatus status)
    {
        status = new PosixStatus(new FileIdentity((uint)found.Device, found.Inode), found.Mode, found.User, found.Group);
        return Outcome(result);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int NativeOpen(byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int NativeOpenArm(byte* path, int flags, nint a, nint b, nint c, nint d, nint e, nint f, nuint mode);

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true)]
    private static partial int NativeStat(byte* path, Stat* status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", SetLastError = true)]
    private static partial int NativeStatIntel(byte* path, Stat* status);

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true)]
    private static partial int NativeLinkStat(byte* path, Stat* status);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true)]
    private static partial int NativeLinkStatIntel(byte* path, Stat* status);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static partial int NativeFileStat(SafeFileHandle file, Stat* status);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int NativeFileStatIntel(SafeFileHandle file, Stat* status);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int NativeChangeMode(SafeFileHandle file, ushort mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int NativeChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int NativeControl(SafeFileHandle file, int command, Flock* argument);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int NativeControlArm(
        SafeFileHandle file, int command, nint a, nint b, nint c, nint d, nint e, nint f, Flock* argument);

    [StructLayout(LayoutKind.Explicit, Size = 24)]
    private struct Flock
    {
        [FieldOffset(0)] public long Start;
        [FieldOffset(8)] public long Length;
        [FieldOffset(20)] public short Type;
    }

    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private struct Stat
    {
        [FieldOffset(0)] public int Device;
        [FieldOffset(4)] public ushort Mode;
        [FieldOffset(8)] public ulong Inode;
        [FieldOffset(16)] public uint User;
        [FieldOffset(20)] public uint Group;
    }
}
