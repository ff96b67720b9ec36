namespace Lockkeeper.Sqlite.Foreign;

/// <summary>A lock of SQLite's that a process holds or waits for.</summary>
/// <param name="ProcessId">The process, as this one sees it; 0 or less where it is not in this process namespace.</param>
/// <param name="Lock">The lock's name: <c>write</c>, <c>checkpoint</c>, <c>exclusive</c>.</param>
/// <param name="Waits">Whether it only waits for the lock, in the kernel.</param>
internal sealed record EngineLock(int ProcessId, string Lock, bool Waits = false);
