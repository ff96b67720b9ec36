namespace Lockkeeper.Locking.Platforms;

/// <summary>What tells a file from every other on the machine, as long as it is open.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode);
