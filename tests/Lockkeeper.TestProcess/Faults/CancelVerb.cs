using System.Data.Common;
namespace Lockkeeper.TestProcess.Faults;

/// <summary>
/// Thousands of writes and reads, each with a token that is cancelled at a random moment, or before, or after. Prints what is left
/// when all are over: unobserved exceptions, readers in use, queued writes, open descriptors.
/// </summary>
internal sealed class CancelVerb(Arguments arguments)
{
    private readonly AckLog _log = new(arguments["log"]);
    private int _unobserved;
    private int _cancelled;
    private int _succeeded;

    public async Task<int> RunAsync()
    {
        TaskScheduler.UnobservedTaskException += (_, raised) =>
        {
            Interlocked.Increment(ref _unobserved);
            Console.Error.WriteLine($"unobserved {raised.Exception}".ReplaceLineEndings(" "));
        };
        await using var db = arguments.Open(arguments["database"]);
        await Entries.CreateAsync(db);
        var workers = (int)arguments.Number("workers", 8);
        var each = (int)arguments.Number("operations", 4_000) / workers;

        // All that is opened once is open now.
        await Task.WhenAll(Enumerable.Range(0, workers).Select(i => Task.Run(() => WorkAsync(db, 1_000 + i, 20))));
        await db.ReadAsync(static connection => 0);
        Console.WriteLine("ready");
        await Task.WhenAll(Enumerable.Range(0, workers).Select(i => Task.Run(() => WorkAsync(db, 1 + i, each))));

        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        // What was cancelled in the queue is passed by the writer's thread, which may not have run yet; one that never does shows.
        var self = Self(db);
        for (var i = 0; i < 200 && self.QueueLength > 0; i++)
        {
            await Task.Delay(50);
            self = Self(db);
        }

        Console.WriteLine(
            $"succeeded={_succeeded} cancelled={_cancelled} unobserved={_unobserved} readers={self.ReadersInUse} queued={self.QueueLength}");

        // The database stays open: whether the turn and SQLite's lock are free is for another process to find out.
        Console.In.ReadLine();
        return 0;
    }

    private static Locking.BoardEntry Self(SharedDatabase db) =>
        db.GetStatus().Processes.Single(process => process.ProcessId == Environment.ProcessId);

    private async Task WorkAsync(SharedDatabase db, long worker, int count)
    {
        var random = new Random((int)(arguments.Number("seed", 0) + worker));
        for (long sequence = 1; sequence <= count; sequence++)
        {
            using var source = new CancellationTokenSource();
            var when = random.Next(10);
            if (when == 0) await source.CancelAsync();
            var operation = random.Next(Entries.Ways + 1);
            var running = operation == Entries.Ways
                ? db.ReadAsync(Read, source.Token)
                : Entries.WriteAsync(db, operation, worker, sequence, new byte[random.Next(2_000)], static _ => { }, source.Token);
            if (when > 1)
            {
                Thread.SpinWait(random.Next(20_000));
                if (when > 6) await Task.Yield();
                await source.CancelAsync();
            }

            await ObserveAsync(running, operation < Entries.Ways, worker, sequence);
        }
    }

    private async Task ObserveAsync(Task running, bool isWrite, long worker, long sequence)
    {
        try
        {
            await running;
            Interlocked.Increment(ref _succeeded);
            if (isWrite) _log.Append('A', worker, sequence);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancelled);
            if (isWrite) _log.Append('F', worker, sequence, "Cancelled");
        }
        catch (Exception error)
        {
            _log.Append('F', worker, sequence, $"Unexpected {error.GetType().Name} {error.Message}");
        }
    }

    private static int Read(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 20000) SELECT count(*) FROM c";
        _ = command.ExecuteScalar();
        return 0;
    }
}
