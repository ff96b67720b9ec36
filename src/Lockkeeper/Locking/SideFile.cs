using System.Buffers.Binary;
using Lockkeeper.Locking.Platforms;
using Microsoft.Win32.SafeHandles;

namespace Lockkeeper.Locking;

/// <summary>
/// The file <c>&lt;database&gt;-lockkeeper</c>, opened once: its locks belong to this object and go with it. It is never
/// deleted and never mapped into memory (a map of a file that somebody truncates kills the process). What is written in
/// it matters to nobody's safety; the ticket counter is a hint that saves system calls.
/// </summary>
internal sealed class SideFile : IDisposable
{
    private readonly Func<bool> _isAtPath;

    private SideFile(SafeFileHandle handle, Func<bool> isAtPath, IRangeLocks locks)
    {
        Handle = handle;
        _isAtPath = isAtPath;
        Locks = locks;
    }

    /// <summary>For reads and writes at offsets.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>The locks that this object holds.</summary>
    public IRangeLocks Locks { get; }

    /// <summary>Whether what was in the file was not a side file's header and was overwritten.</summary>
    public bool WasForeign { get; private set; }

    /// <summary>The path of the side file of a database.</summary>
    public static string PathOf(string databasePath) => databasePath + SideFileLayout.Suffix;

    /// <summary>Whether <paramref name="error"/> says that the side file cannot be used, and nothing worse.</summary>
    public static bool IsUnusable(Exception error) =>
        error is IOException or UnauthorizedAccessException or PlatformNotSupportedException or NotSupportedException
            or EntryPointNotFoundException or DllNotFoundException or ObjectDisposedException;

    /// <summary>Opens the side file of a database, or creates it with the database's mode and owner.</summary>
    /// <exception cref="IOException">It cannot be opened, is no plain file, or is of another version.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened for writing.</exception>
    public static SideFile Open(string databasePath)
    {
        string path = PathOf(databasePath);
        SafeFileHandle handle = SideFilePlatform.Current.Open(path, databasePath);
        return Wrap(handle, path, file => file.PrepareHeader(path));
    }

    /// <summary>Opens the side file of a database to look at it; locks can be probed but not taken.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static SideFile OpenReadOnly(string databasePath)
    {
        string path = PathOf(databasePath);
        return Wrap(SideFilePlatform.Current.OpenReadOnly(path), path, file => file.CheckHeader(path));
    }

    /// <summary>Programs that this process starts from now on keep the file's locks until they end too.</summary>
    public void LetProgramsInherit() => SideFilePlatform.Current.LetProgramsInherit(Handle);

    /// <summary>Whether this is still the file at the path. One system call.</summary>
    public bool IsCurrent() => _isAtPath();

    /// <summary>The ticket that the counter gives next, or 0 where there is no counter to read.</summary>
    public long ReadCounter()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        int read = RandomAccess.Read(Handle, bytes, SideFileLayout.CounterOffset);
        return read == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;
    }

    /// <summary>Remembers the ticket to give next. A failure is of no consequence: the counter is a hint.</summary>
    public void WriteCounter(long next)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, next);
        try
        {
            RandomAccess.Write(Handle, bytes, SideFileLayout.CounterOffset);
        }
        catch (IOException)
        {
            // A full disk. The next taker finds the tickets that are out by probing.
        }
    }

    public void Dispose() => Handle.Dispose();

    private static SideFile Wrap(SafeFileHandle handle, string path, Action<SideFile> prepare)
    {
        try
        {
            ISideFilePlatform platform = SideFilePlatform.Current;
            SideFile file = new(handle, platform.WatchPath(handle, path), platform.LocksOf(handle));
            prepare(file);
            return file;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private void PrepareHeader(string path)
    {
        if (CheckHeader(path)) return;
        Span<byte> header = stackalloc byte[SideFileLayout.CounterOffset];
        WasForeign = !IsBlank();
        header.Clear();
        SideFileLayout.Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[SideFileLayout.VersionOffset..], SideFileLayout.Version);
        try
        {
            // Two processes that do this at once write the same bytes.
            RandomAccess.Write(Handle, header, 0);
        }
        catch (IOException)
        {
            // A full disk. The locks need nothing that is in the file, and a later opening writes the header.
        }
    }

    private bool CheckHeader(string path)
    {
        Span<byte> header = stackalloc byte[SideFileLayout.CounterOffset];
        int read = RandomAccess.Read(Handle, header, 0);
        if (read < header.Length || !header.StartsWith(SideFileLayout.Magic)) return false;
        int version = BinaryPrimitives.ReadInt32LittleEndian(header[SideFileLayout.VersionOffset..]);
        if (version == SideFileLayout.Version) return true;
        throw new IOException(
            $"'{path}' is of format {version}, written by another version of Lockkeeper; this one knows format " +
            $"{SideFileLayout.Version}. Run the same version in all processes that share the database.");
    }

    private bool IsBlank()
    {
        Span<byte> header = stackalloc byte[SideFileLayout.CounterOffset];
        int read = RandomAccess.Read(Handle, header, 0);
        return header[..read].IndexOfAnyExcept((byte)0) < 0;
    }
}
