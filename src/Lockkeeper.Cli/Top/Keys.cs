using System.Threading.Channels;

namespace Lockkeeper.Cli.Top;

/// <summary>The keys that are pressed, read on a thread of its own: reading one blocks and cannot be cancelled.</summary>
internal sealed class Keys
{
    private readonly Channel<char> _pressed = Channel.CreateUnbounded<char>();

    private Keys()
    {
    }

    /// <summary>Begins to read.</summary>
    public static Keys Start()
    {
        var keys = new Keys();
        new Thread(keys.Read) { IsBackground = true, Name = "lockkeeper keys" }.Start();
        return keys;
    }

    /// <summary>The next key, or <see langword="null"/> when none came in time.</summary>
    public async Task<char?> NextAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(within);
        try
        {
            return await _pressed.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Read()
    {
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            _pressed.Writer.TryWrite(key.Key == ConsoleKey.Escape ? 'q' : char.ToLowerInvariant(key.KeyChar));
        }
    }
}
