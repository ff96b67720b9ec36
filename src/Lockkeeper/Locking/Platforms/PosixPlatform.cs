using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lockkeeper.Locking.Platforms;

/// <summary>Side files on systems with open file description locks.</summary>
internal sealed class PosixPlatform(PosixCalls calls) : ISideFilePlatform
{
    private const uint DefaultMode = 0x1A4; // 0644, like SQLite's files.
    private const uint ReadWriteBits = 0x1B6; // 0666
    private const int Attempts = 16;

    public SafeFileHandle Open(string path, string model)
    {
        byte[] name = ZeroEnded(path);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int error = calls.Open(name, write: true, create: false, 0, out int descriptor);
            if (error == 0) return Checked(new SafeFileHandle(descriptor, ownsHandle: true), path);
            if (error == PosixCalls.NoEntry)
            {
                SafeFileHandle? created = Create(name, model, out error);
                if (created is not null) return created;
            }
            // Created by another, or deleted, in between the two attempts.
            if (error is PosixCalls.Exists or PosixCalls.Interrupted) continue;
            throw PosixErrors.Describe(error, "open", path);
        }
        throw new IOException($"The file '{path}' is created and deleted again and again by others.");
    }

    public SafeFileHandle OpenReadOnly(string path)
    {
        int error = calls.Open(ZeroEnded(path), write: false, create: false, 0, out int descriptor);
        if (error == 0) return Checked(new SafeFileHandle(descriptor, ownsHandle: true), path);
        throw PosixErrors.Describe(error, "open", path);
    }

    public Func<bool> WatchPath(SafeFileHandle handle, string path)
    {
        int error = calls.Status(handle, out PosixStatus open);
        if (error != 0) throw PosixErrors.Describe(error, "examine", path);
        byte[] name = ZeroEnded(path);
        // While it is open its inode cannot be given to another file, so that one look at the path is enough.
        return () => calls.Status(name, follow: false, out PosixStatus found) == 0 && found.Identity == open.Identity;
    }

    public void LetProgramsInherit(SafeFileHandle handle)
    {
        int error = calls.LetProgramsInherit(handle);
        if (error != 0) throw PosixErrors.Describe(error, "hand on", "the side file");
    }

    public IRangeLocks LocksOf(SafeFileHandle handle) => new PosixRangeLocks(calls, handle);

    private SafeFileHandle? Create(byte[] name, string model, out int error)
    {
        bool modelled = calls.Status(ZeroEnded(model), follow: true, out PosixStatus database) == 0;
        uint mode = modelled ? database.Mode & ReadWriteBits : DefaultMode;
        error = calls.Open(name, write: true, create: true, mode, out int descriptor);
        if (error != 0) return null;
        SafeFileHandle file = new(descriptor, ownsHandle: true);
        if (!modelled) return file;
        // Best effort, as SQLite does for its WAL: only the superuser may give a file away, and whoever cannot use the
        // side file goes on unordered and says so.
        _ = calls.ChangeOwner(file, database.User, database.Group);
        _ = calls.ChangeMode(file, mode);
        return file;
    }

    private SafeFileHandle Checked(SafeFileHandle file, string path)
    {
        int error = calls.Status(file, out PosixStatus status);
        if (error == 0 && status.IsRegular) return file;
        file.Dispose();
        throw error != 0
            ? PosixErrors.Describe(error, "examine", path)
            : new IOException($"'{path}' is not a plain file.");
    }

    private static byte[] ZeroEnded(string path)
    {
        byte[] name = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, name);
        return name;
    }
}
