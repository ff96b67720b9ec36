namespace Lockkeeper.TestProcess.Faults;

/// <summary>
/// Writes <c>second</c> inside a write of <c>first</c>. Another process does it the other way round, and both are told to go on
/// when both are inside.
/// </summary>
internal sealed class CrossVerb(Arguments arguments)
{
    public async Task<int> RunAsync()
    {
        var log = new AckLog(arguments["log"]);
        await using var first = arguments.Open(arguments["first-database"]);
        await using var second = arguments.Open(arguments["second-database"]);
        Console.WriteLine("ready");
        for (long round = 1; Console.ReadLine() == "cross"; round++)
        {
            Console.WriteLine(await CrossAsync(log, first, second, arguments.Number("worker", 1), round));
        }

        return 0;
    }

    private static async Task<string> CrossAsync(AckLog log, SharedDatabase first, SharedDatabase second, long worker, long round)
    {
        try
        {
            await first.WriteAsync(
                async tx =>
                {
                    Console.WriteLine("inside");
                    Console.ReadLine();
                    tx.Execute($"INSERT INTO entry(worker, sequence, kind) VALUES ({worker}, {round}, 0)");
                    await second.ExecuteAsync(
                        $"INSERT INTO entry(worker, sequence, kind) VALUES ({worker + 1}, {round}, 0)", operation: "CrossInner");
                    log.Append('A', worker + 1, round);
                },
                operation: "CrossOuter");
            log.Append('A', worker, round);
            return "success";
        }
        catch (SharedDatabaseException error)
        {
            // The inner write may stand or not: the test asks the database.
            log.Append('F', worker, round, error.Message);
            return $"error {error.Kind} {error.Message}".ReplaceLineEndings(" ");
        }
    }
}
