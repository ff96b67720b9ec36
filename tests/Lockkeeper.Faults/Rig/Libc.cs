using System.Runtime.InteropServices;

namespace Lockkeeper.Faults.Rig;

/// <summary>The native calls of the tests: each names its manual page.</summary>
internal static partial class Libc
{
    public const int Stop = 19;
    public const int Continue = 18;

    /// <summary>geteuid(2): https://man7.org/linux/man-pages/man2/geteuid.2.html</summary>
    public static bool IsRoot => EffectiveUser() == 0;

    /// <summary>kill(2): https://man7.org/linux/man-pages/man2/kill.2.html</summary>
    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
