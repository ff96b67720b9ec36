using System.Text;

namespace Lockkeeper.Cli.Stress.Input;

/// <summary>The requests of an access log in memory, repeated from the start when more are asked for than it has.</summary>
internal sealed class RequestLog : IRequestSource
{
    private readonly List<Request> _requests = [];

    private RequestLog()
    {
    }

    /// <summary>The lines that could be read.</summary>
    public int Count => _requests.Count;

    /// <summary>The lines that could not. They are left out, and are not fatal.</summary>
    public int BadLines { get; private set; }

    /// <summary>The number of the first of them, from 1; 0 where there is none.</summary>
    public int FirstBadLine { get; private set; }

    /// <inheritdoc/>
    public Request this[long number] => _requests[(int)(number % _requests.Count)];

    /// <summary>Reads a whole file. Blocks; takes about a second for a million lines.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RequestLog Load(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16);
        // Each process reads it, and a pipe can be read once.
        if (!file.CanSeek) throw new IOException("it is a pipe or a device, not a file");
        using var reader = new StreamReader(file, Encoding.UTF8);
        return Load(reader);
    }

    /// <summary>Reads lines to the end.</summary>
    public static RequestLog Load(TextReader reader)
    {
        var log = new RequestLog();
        var parser = new CombinedLogParser();
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (parser.TryParse(line, out Request request))
            {
                log._requests.Add(request);
            }
            else
            {
                if (log.BadLines++ == 0) log.FirstBadLine = number;
            }
        }

        return log;
    }
}
