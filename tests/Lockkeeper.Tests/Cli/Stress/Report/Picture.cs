using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Lockkeeper.Tests.Cli.Stress.Report;

/// <summary>The pixels of a PNG with 8 bits a channel, as browsers write it (https://www.w3.org/TR/png-3/).</summary>
internal sealed class Picture
{
    private readonly byte[] _pixels;
    private readonly int _channels;

    private Picture(int width, int height, int channels, byte[] pixels) => (Width, Height, _channels, _pixels) = (width, height, channels, pixels);

    public int Width { get; }

    public int Height { get; }

    public static Picture Load(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int width = 0, height = 0, channels = 0;
        using var packed = new MemoryStream();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            string type = Encoding.ASCII.GetString(file, at + 4, 4);
            ReadOnlySpan<byte> content = file.AsSpan(at + 8, length);
            if (type == "IHDR")
            {
                width = BinaryPrimitives.ReadInt32BigEndian(content);
                height = BinaryPrimitives.ReadInt32BigEndian(content[4..]);
                content[8].ShouldBe((byte)8);
                channels = content[9] == 6 ? 4 : 3;
            }
            else if (type == "IDAT")
            {
                packed.Write(content);
            }

            at += length + 12;
        }

        packed.Position = 0;
        using var inflate = new ZLibStream(packed, CompressionMode.Decompress);
        return new Picture(width, height, channels, Unfilter(inflate, width, height, channels));
    }

    /// <summary>How many pixels of a rectangle have each colour.</summary>
    public Dictionary<int, int> ColoursOf(int left, int top, int width, int height)
    {
        var colours = new Dictionary<int, int>();
        for (int y = top; y < Math.Min(Height, top + height); y++)
        {
            for (int x = left; x < Math.Min(Width, left + width); x++)
            {
                int at = ((y * Width) + x) * _channels;
                int colour = (_pixels[at] << 16) | (_pixels[at + 1] << 8) | _pixels[at + 2];
                colours[colour] = colours.GetValueOrDefault(colour) + 1;
            }
        }

        return colours;
    }

    private static byte[] Unfilter(Stream rows, int width, int height, int channels)
    {
        int stride = width * channels;
        byte[] pixels = new byte[stride * height];
        byte[] above = new byte[stride];
        for (int y = 0; y < height; y++)
        {
            int filter = rows.ReadByte();
            Span<byte> row = pixels.AsSpan(y * stride, stride);
            rows.ReadExactly(row);
            for (int i = 0; i < stride; i++)
            {
                int left = i >= channels ? row[i - channels] : 0;
                int corner = i >= channels ? above[i - channels] : 0;
                row[i] += (byte)(filter switch
                {
                    1 => left,
                    2 => above[i],
                    3 => (left + above[i]) / 2,
                    4 => Paeth(left, above[i], corner),
                    _ => 0,
                });
            }

            row.CopyTo(above);
        }

        return pixels;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int guess = left + up - corner;
        (int a, int b, int c) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
