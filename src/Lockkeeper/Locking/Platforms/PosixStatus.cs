namespace Lockkeeper.Locking.Platforms;

/// <summary>The part of stat(2) that the side file needs.</summary>
internal readonly record struct PosixStatus(FileIdentity Identity, uint Mode, uint User, uint Group)
{
    private const uint TypeMask = 0xF000, Regular = 0x8000;

    /// <summary>Whether it is a plain file.</summary>
    public bool IsRegular => (Mode & TypeMask) == Regular;
}
