using System.Data.Common;
using System.Diagnostics;
using System.Globalization;

namespace Lockkeeper.Faults.Rig;

/// <summary>What the workers were told about their writes, read from their logs, and whether the database agrees.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<(long Worker, long Sequence), char> _told = [];
    private readonly Dictionary<long, long> _lastTold = [];
    private readonly List<long> _acknowledged = [];

    public int Acknowledged => _acknowledged.Count;

    /// <summary>What failed writes failed for: the first word is the kind.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Reads that failed, and reads that saw a part of a transaction.</summary>
    public List<string> ReadFailures { get; } = [];

    /// <summary>When processes killed themselves.</summary>
    public List<long> Deaths { get; } = [];

    public static Ledger Read(string folder)
    {
        var ledger = new Ledger();
        foreach (var path in Directory.EnumerateFiles(folder, "*.log"))
        {
            // A process that was killed inside write(2) may leave a part of its last line.
            var text = File.ReadAllText(path);
            foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)) ledger.Add(line);
        }

        ledger._acknowledged.Sort();
        return ledger;
    }

    /// <summary>How long after <paramref name="moment"/> the next write of anybody was acknowledged, in milliseconds.</summary>
    public double? NextAfter(long moment)
    {
        var at = _acknowledged.BinarySearch(moment);
        if (at < 0) at = ~at;
        return at < _acknowledged.Count ? (_acknowledged[at] - moment) * 1000.0 / Stopwatch.Frequency : null;
    }

    public void Verify(string path)
    {
        using var connection = FaultTest.Plain(path);
        FaultTest.CheckIntegrity(connection);

        VerifyEntries(connection);
        ReadFailures.ShouldBeEmpty($"LOCKKEEPER_SEED={Seed.Value}");

        // Each transaction as a whole or not at all.
        FaultTest.Ask(connection, "SELECT count(*) FROM (SELECT worker, sequence FROM entry WHERE kind = 1 EXCEPT SELECT worker, sequence FROM mirror)").ShouldBe(0);
        FaultTest.Ask(connection, "SELECT count(*) FROM (SELECT worker, sequence FROM mirror EXCEPT SELECT worker, sequence FROM entry WHERE kind = 1)").ShouldBe(0);
        FaultTest.Ask(connection, "SELECT (SELECT n FROM total) - (SELECT count(*) FROM mirror)").ShouldBe(0);
    }

    private void VerifyEntries(DbConnection connection)
    {
        var missing = _told.Where(static told => told.Value == 'A').Select(static told => told.Key).ToHashSet();
        Dictionary<long, long> last = [];
        List<string> violations = [];
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT worker, sequence FROM entry WHERE worker > 0 ORDER BY n";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var (worker, sequence) = (rows.GetInt64(0), rows.GetInt64(1));
            if (last.TryGetValue(worker, out var before) && sequence <= before)
                violations.Add($"worker {worker}: {sequence} stands after {before}: twice, or out of order");
            last[worker] = sequence;
            missing.Remove((worker, sequence));

            // One more than it heard of may have been committed when it was killed.
            var told = _told.TryGetValue((worker, sequence), out var what) ? what : ' ';
            if (told == 'F' || (told == ' ' && sequence != _lastTold.GetValueOrDefault(worker) + 1))
                violations.Add($"worker {worker}: {sequence} stands, but it was told '{told}'");
        }

        violations.AddRange(missing.Take(20).Select(static lost => $"worker {lost.Worker}: {lost.Sequence} was acknowledged and is lost"));
        violations.ShouldBeEmpty($"LOCKKEEPER_SEED={Seed.Value}");
    }

    private void Add(string line)
    {
        var parts = line.Split(' ', 5);
        var (what, worker, sequence, ticks) = (parts[0][0], Number(parts[1]), Number(parts[2]), Number(parts[3]));
        if (what is 'K' or 'R' or 'X')
        {
            if (what == 'K') Deaths.Add(ticks);
            else ReadFailures.Add($"{what} {parts[4]}");
            return;
        }

        _told[(worker, sequence)] = what;
        _lastTold[worker] = Math.Max(_lastTold.GetValueOrDefault(worker), sequence);
        if (what == 'A') _acknowledged.Add(ticks);
        else if (what == 'F') Failures.Add(parts[4]);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
