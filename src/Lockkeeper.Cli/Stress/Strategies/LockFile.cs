using Lockkeeper.Locking;
using Lockkeeper.Locking.Platforms;
using Microsoft.Win32.SafeHandles;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>
/// An exclusive lock on a file beside the database, as programs take by themselves: one kernel lock, without an order. Waiters
/// wait in the kernel, which is in favour of whoever is compared, for most programs look again every 50 ms.
/// </summary>
/// <param name="path">The file; made where there is none, and never deleted, for others may wait at it.</param>
/// <param name="database">The database, whose owner and mode it gets.</param>
internal sealed class LockFile(string path, string database)
{
    /// <summary>Waits for the lock, without end. Blocks.</summary>
    /// <returns>To be disposed when the lock is no longer wanted; the kernel drops it too when its process ends.</returns>
    /// <exception cref="IOException">The file cannot be made or locked.</exception>
    public IDisposable Acquire()
    {
        // Each call opens it anew: the lock belongs to what was opened, so it stands between threads, too.
        SafeFileHandle file = SideFilePlatform.Current.Open(path, database);
        try
        {
            SideFilePlatform.Current.LocksOf(file).Lock(0, 1, LockMode.Exclusive);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
