using System.Runtime.InteropServices;

namespace Lockkeeper.Cli;

/// <summary>
/// How far the WAL has been checkpointed, from the header of the <c>-shm</c> file
/// (https://sqlite.org/walformat.html#the_wal_index_header). Its numbers are in the machine's own byte order.
/// </summary>
/// <param name="Pages">Pages in the WAL that are committed.</param>
/// <param name="Checkpointed">Pages of them that are in the database file already.</param>
internal readonly record struct WalIndex(uint Pages, uint Checkpointed)
{
    private const int MaxFrame = 16;
    private const int Backfilled = 96;
    private const int Length = 136;

    /// <summary>
    /// Reads it, or returns <see langword="null"/> where there is none. With ordinary file calls, as <see cref="Files.FileHeader.Read"/>.
    /// </summary>
    public static WalIndex? Read(string databasePath)
    {
        try
        {
            Span<byte> bytes = stackalloc byte[Length];
            using var file = new FileStream(databasePath + "-shm", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return file.ReadAtLeast(bytes, Length, throwOnEndOfStream: false) == Length
                ? new(MemoryMarshal.Read<uint>(bytes[MaxFrame..]), MemoryMarshal.Read<uint>(bytes[Backfilled..]))
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // There is none, or it may not be read: that is another check's to say.
            return null;
        }
    }
}
