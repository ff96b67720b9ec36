using System.IO.Compression;

namespace Lockkeeper.DuckDB.Loading;

/// <summary>
/// Lines of a text file by position. DuckDB counts rows and calls them lines, which is another number after a value that has a line's end in it.
/// </summary>
internal static class LineNumbers
{
    /// <param name="path">An ordinary file; read up to the last position.</param>
    /// <param name="positions">Bytes from 1, in order.</param>
    /// <returns>Lines from 1, or <see langword="null"/> where the file is compressed in a way that is not known here.</returns>
    public static long[]? Of(string path, long[] positions)
    {
        if (path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase)) return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) return Of(file, positions);
        using var content = new GZipStream(file, CompressionMode.Decompress);
        return Of(content, positions);
    }

    private static long[] Of(Stream content, long[] positions)
    {
        var lines = new long[positions.Length];
        var buffer = new byte[1 << 16];
        var (line, offset, next, afterReturn) = (1L, 0L, 0, false);
        while (next < positions.Length && content.Read(buffer) is > 0 and var count)
        {
            for (var i = 0; i < count && next < positions.Length; i++, offset++)
            {
                // A line ends with \n, \r\n or \r. Where it does with \r\n, DuckDB's position is that of the \n before the row.
                if (afterReturn && buffer[i] != (byte)'\n') line++;
                afterReturn = buffer[i] == (byte)'\r';
                if (buffer[i] == (byte)'\n') line++;
                else while (next < positions.Length && positions[next] <= offset + 1) lines[next++] = line;
            }
        }

        while (next < positions.Length) lines[next++] = line;
        return lines;
    }
}
