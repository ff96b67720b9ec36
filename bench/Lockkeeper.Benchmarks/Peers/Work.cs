using System.Diagnostics;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>The work that all peers do: one row of four columns.</summary>
internal static class Work
{
    public const string CreateTable =
        "CREATE TABLE topic_status_log(id INTEGER PRIMARY KEY, topic TEXT NOT NULL, status TEXT NOT NULL, worker INTEGER NOT NULL, at INTEGER NOT NULL)";

    public const string Insert = "INSERT INTO topic_status_log(topic, status, worker, \"at\") VALUES ($1, $2, $3, $4)";

    private static readonly string[] Topics = [.. Enumerable.Range(0, 400).Select(i => $"topic-{i:D3}")];
    private static readonly string[] Statuses = ["pending", "running", "done"];

    public static string Topic(long i) => Topics[i % Topics.Length];

    public static string Status(long i) => Statuses[i % Statuses.Length];

    /// <summary>A plausible time in milliseconds; reading a clock for each row would only blur the figures.</summary>
    public static long At(long i) => 1_767_225_600_000 + i;

    /// <summary>Keeps the processor busy, as work inside a transaction does.</summary>
    public static void Hold(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return;
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < duration) Thread.SpinWait(20);
    }
}
