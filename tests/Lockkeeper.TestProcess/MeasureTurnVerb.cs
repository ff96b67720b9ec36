using System.Diagnostics;
using System.Globalization;
using Lockkeeper.Locking;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockkeeper.TestProcess;

/// <summary>What a turn costs: alone, and handed over between two processes that want it all the time.</summary>
internal static class MeasureTurnVerb
{
    private const int Rounds = 50_000;

    public static int Run(string database)
    {
        using FileTurn turn = new(database, NullLogger.Instance, TimeProvider.System);
        for (int pass = 0; pass < 3; pass++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Rounds; i++)
            {
                if (!turn.TryTake()) turn.Take();
                turn.Give();
            }
            Print("take and give, alone", start, Rounds);
        }
        turn.Take();
        long probes = Stopwatch.GetTimestamp();
        for (int i = 0; i < Rounds; i++) turn.OthersWait();
        Print("a look whether others wait", probes, Rounds);
        turn.Give();

        using PresenceBoard board = new(database, NullLogger.Instance, TimeProvider.System);
        long shows = Stopwatch.GetTimestamp();
        BoardState state = new(TurnState.Holding, "Measure", DateTimeOffset.UtcNow, 1, 2, null, default, null);
        for (int i = 0; i < Rounds; i++) ((IPresenceBoard)board).Publish(state);
        Print("an entry on the board", shows, Rounds);
        return 0;
    }

    /// <summary>
    /// Takes the turn and keeps it until another waits; started in two processes at once, each turn is a hand-over to the other.
    /// </summary>
    public static int Swap(string database, string rounds)
    {
        int count = int.Parse(rounds, CultureInfo.InvariantCulture);
        using FileTurn turn = new(database, NullLogger.Instance, TimeProvider.System);
        List<double> waits = [];
        for (int i = 0; i < count; i++)
        {
            long asked = Stopwatch.GetTimestamp();
            if (!turn.TryTake())
            {
                turn.Take();
                waits.Add(Stopwatch.GetElapsedTime(asked).TotalMicroseconds);
            }
            long taken = Stopwatch.GetTimestamp();
            while (!turn.OthersWait() && Stopwatch.GetElapsedTime(taken).TotalSeconds < 1) Thread.SpinWait(20);
            turn.Give();
            // The others have finished.
            if (Stopwatch.GetElapsedTime(taken).TotalSeconds >= 1) break;
        }
        waits.Sort();
        if (waits.Count == 0)
        {
            Console.WriteLine("Nobody else came within a second: start two at the same time.");
            return 1;
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{waits.Count} waits: median {waits[waits.Count / 2]:F1} µs, p99 {waits[waits.Count * 99 / 100]:F1} µs, longest {waits[^1]:F0} µs"));
        return 0;
    }

    private static void Print(string what, long start, int count)
    {
        double micros = Stopwatch.GetElapsedTime(start).TotalMicroseconds / count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{micros:F2} µs  {what}"));
    }
}
