namespace Lockkeeper.TestProcess.Faults;

/// <summary>
/// Workers that write one entry after the other until the input says <c>stop</c> or ends, or something kills them. What each was
/// told about a write is in the log before its next one is sent.
/// </summary>
internal sealed class WorkVerb(Arguments arguments)
{
    private readonly AckLog _log = new(arguments["log"]);
    private volatile bool _stop;

    public async Task<int> RunAsync()
    {
        var fuse = new Fuse(arguments, _log);
        fuse.Pass("open");
        await using var db = arguments.Open(arguments["database"]);
        if (arguments.Has("create")) await Entries.CreateAsync(db);
        Console.WriteLine("ready");
        var first = arguments.Number("first", 1);
        var workers = Enumerable.Range(0, (int)arguments.Number("workers", 2)).Select(i => Task.Run(() => WorkAsync(db, fuse, first + i)));
        var readers = Enumerable.Range(0, (int)arguments.Number("readers", 0)).Select(_ => Task.Run(() => ReadAsync(db)));
        _ = Task.Run(Watch);
        await Task.WhenAll(workers.Concat(readers));
        await db.DisposeAsync();
        Console.WriteLine("done");
        return 0;
    }

    private void Watch()
    {
        Console.In.ReadLine();
        _stop = true;
    }

    // Every snapshot must see whole transactions, whoever is killed meanwhile.
    private async Task ReadAsync(SharedDatabase db)
    {
        while (!_stop)
        {
            try
            {
                var difference = await db.ReadAsync(Entries.Difference);
                if (difference != 0) _log.Append('X', 0, difference, "a snapshot shows a part of a transaction");
            }
            catch (Exception error)
            {
                _log.Append('R', 0, 0, $"{error.GetType().Name} {error.Message}");
            }

            await Task.Delay(3);
        }
    }

    private async Task WorkAsync(SharedDatabase db, Fuse fuse, long worker)
    {
        var random = new Random((int)(arguments.Number("seed", 0) + worker));
        var size = (int)arguments.Number("payload", 200);
        var pause = (int)arguments.Number("pause", 0);
        var limit = arguments.Number("writes", long.MaxValue);
        for (long sequence = 1; !_stop && sequence <= limit; sequence++)
        {
            var payload = new byte[random.Next(size)];
            try
            {
                await Entries.WriteAsync(db, random.Next(Entries.Ways), worker, sequence, payload, fuse.Pass);
                _log.Append('A', worker, sequence);
            }
            catch (SharedDatabaseException error) when (error.Kind == SharedDatabaseErrorKind.OutcomeUnknown)
            {
                _log.Append('U', worker, sequence, error.Message);
            }
            catch (Exception error)
            {
                var kind = error is SharedDatabaseException shared ? shared.Kind.ToString() : error.GetType().Name;
                _log.Append('F', worker, sequence, $"{kind} {error.Message}");
                await Task.Delay(20);
            }

            if (pause > 0 && random.Next(2) == 0) await Task.Delay(random.Next(pause + 1));
        }
    }
}
