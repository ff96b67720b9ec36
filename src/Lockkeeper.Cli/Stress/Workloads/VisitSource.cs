using System.Globalization;
using Lockkeeper.Cli.Stress.Input;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>Where a workload's requests come from: an access log, or the generator.</summary>
/// <param name="Requests">The requests.</param>
/// <param name="Text">Where they come from, in words that follow <c>400,000 writes</c>.</param>
/// <param name="Count">How many there are, or <see langword="null"/> of the generator, which never ends.</param>
/// <param name="Faults">What must not go unseen about the log, or <see langword="null"/>.</param>
internal sealed record VisitSource(IRequestSource Requests, string Text, long? Count, InputFaults? Faults)
{
    /// <summary>Reads an access log, or takes the generator where <paramref name="input"/> is <see langword="null"/>.</summary>
    /// <exception cref="UsageException">The file cannot be read, or no line of it is of the format.</exception>
    public static VisitSource Open(string? input)
    {
        if (input is null) return new(new GeneratedRequests(), "from the built-in generator", null, null);
        if (Directory.Exists(input)) throw new UsageException($"--input {input} is a directory; name an access log.");
        RequestLog log;
        try
        {
            log = RequestLog.Load(input);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"--input {input} does not exist.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--input {input} cannot be read: {error.Message.TrimEnd('.')}.");
        }

        if (log.Count == 0)
        {
            throw new UsageException($"--input {input} has no line in the combined log format (address ident user [time] \"request\" status bytes \"referrer\" \"agent\").");
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"from {Path.GetFileName(input)} ({log.Count:N0} requests)");
        return new(log, text, log.Count, log.BadLines == 0 ? null : new InputFaults(log.BadLines, log.FirstBadLine));
    }
}
