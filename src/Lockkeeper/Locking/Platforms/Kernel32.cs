using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Lockkeeper.Locking.Platforms;

/// <summary>
/// Windows: LockFileEx, UnlockFileEx, GetOverlappedResult
/// (https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-lockfileex).
/// </summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class Kernel32
{
    public const uint FailImmediately = 1, ExclusiveLock = 2;
    public const int LockViolation = 33, NotLocked = 158, Pending = 997;

    [LibraryImport("kernel32", EntryPoint = "LockFileEx", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool LockFile(
        SafeFileHandle file, uint flags, uint reserved, uint lengthLow, uint lengthHigh, NativeOverlapped* overlapped);

    [LibraryImport("kernel32", EntryPoint = "UnlockFileEx", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool UnlockFile(
        SafeFileHandle file, uint reserved, uint lengthLow, uint lengthHigh, NativeOverlapped* overlapped);

    [LibraryImport("kernel32", EntryPoint = "GetOverlappedResult", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetOverlappedResult(
        SafeFileHandle file, NativeOverlapped* overlapped, out uint transferred, [MarshalAs(UnmanagedType.Bool)] bool wait);
}
