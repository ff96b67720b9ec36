namespace Lockkeeper.Locking.Platforms;

/// <summary>The platform that this process runs on.</summary>
internal static class SideFilePlatform
{
    /// <summary>Chosen once. On an unknown system every use of it throws a <see cref="PlatformNotSupportedException"/>.</summary>
    public static ISideFilePlatform Current { get; } = Choose();

    private static ISideFilePlatform Choose()
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess) return new PosixPlatform(new LinuxCalls());
        if (OperatingSystem.IsMacOS()) return new PosixPlatform(new MacCalls());
        if (OperatingSystem.IsWindows()) return new WindowsPlatform();
        return new UnsupportedPlatform();
    }
}
