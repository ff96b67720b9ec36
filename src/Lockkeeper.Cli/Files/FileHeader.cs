using System.Buffers.Binary;

namespace Lockkeeper.Cli.Files;

/// <summary>
/// The beginning of a database file: of SQLite (https://sqlite.org/fileformat2.html#the_database_header) or of DuckDB
/// (https://duckdb.org/docs/stable/internals/storage).
/// </summary>
/// <param name="Kind">Whose file it is.</param>
/// <param name="WriterVersion">The version of SQLite that wrote the header last, or <see langword="null"/>. In WAL mode that is since the last checkpoint.</param>
/// <param name="StorageVersion">DuckDB's storage version, or 0.</param>
internal sealed record FileHeader(FileKind Kind, Version? WriterVersion, ulong StorageVersion)
{
    private const int Length = 100;

    /// <summary>
    /// Reads it with ordinary file calls: only for a process that has not opened the file through its engine, whose locks
    /// they would drop.
    /// </summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileHeader Read(string path)
    {
        Span<byte> bytes = stackalloc byte[Length];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return Parse(bytes[..file.ReadAtLeast(bytes, Length, throwOnEndOfStream: false)]);
    }

    /// <summary>Tells what the first bytes of a file say.</summary>
    public static FileHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return new(FileKind.Empty, null, 0);
        if (bytes.Length == Length && bytes.StartsWith("SQLite format 3\0"u8)) return new(FileKind.Sqlite, Version(BinaryPrimitives.ReadInt32BigEndian(bytes[96..])), 0);
        return bytes.Length >= 20 && bytes[8..].StartsWith("DUCK"u8)
            ? new(FileKind.DuckDB, null, BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..]))
            : new(FileKind.Unknown, null, 0);
    }

    // 3040001 is 3.40.1.
    private static Version? Version(int number) => number >= 3_000_000 ? new(number / 1_000_000, number / 1_000 % 1_000, number % 1_000) : null;
}
