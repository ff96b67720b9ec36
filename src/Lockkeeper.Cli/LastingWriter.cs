using System.Text;

namespace Lockkeeper.Cli;

/// <summary>
/// Writes as long as somebody reads. A terminal that is closed makes every write fail, and what the tool has to say about
/// its progress must not keep it from cleaning up. Not for results: those may not be lost unseen.
/// </summary>
internal sealed class LastingWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Flush() => Try(inner.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // Nobody reads it any more.
        }
    }
}
