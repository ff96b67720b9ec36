using System.Data.Common;
using System.Globalization;
namespace Lockkeeper.TestProcess.Faults;

/// <summary>
/// Does with a database what it is told, a command a line, and answers each with a line. With <c>later=1</c> it opens the database
/// when told to. Ends when its input ends.
/// </summary>
internal sealed class TalkVerb(Arguments arguments)
{
    private string _path = arguments["database"];
    private SharedDatabase? _db;
    private TaskCompletionSource _release = new();
    private Task? _running;

    private SharedDatabase Database => _db ??= arguments.Open(_path);

    public async Task<int> RunAsync()
    {
        if (!arguments.Has("later")) await Entries.CreateAsync(Database);
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } command)
        {
            try
            {
                Console.WriteLine(await ExecuteAsync(command.Split(' ')));
            }
            catch (Exception error)
            {
                var kind = error is SharedDatabaseException shared ? shared.Kind.ToString() : error.GetType().Name;
                Console.WriteLine($"error {kind} {error.Message}".ReplaceLineEndings(" "));
            }
        }

        if (_db is not null) await _db.DisposeAsync();
        return 0;
    }

    private async Task<string> ExecuteAsync(string[] command)
    {
        switch (command)
        {
            case ["open", .. var path]:
                _path = path is [var other] ? other : _path;
                await Entries.CreateAsync(Database);
                return "opened";
            case ["write", string operation, string milliseconds, string worker, string sequence]:
                long w = Number(worker), s = Number(sequence);
                var options = new WriteOptions { Timeout = TimeSpan.FromMilliseconds(Number(milliseconds)) };
                await Database.ExecuteAsync(
                    $"INSERT INTO entry(worker, sequence, kind) VALUES ({w}, {s}, 0)", options: options, operation: operation);
                return "written";
            case ["hold", string operation, string worker, string sequence]:
                return await HoldAsync(operation, Number(worker), Number(sequence));
            case ["read", string operation]:
                return await ReadAsync(operation, static connection => Count(connection, "SELECT count(*) FROM entry"));
            case ["read-for-ever", string operation]:
                return await ReadAsync(
                    operation,
                    static connection => Count(connection, "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT count(*) FROM c"));
            case ["read-and-sit", string operation]:
                return await ReadAndSitAsync(operation, readsAgain: true);
            case ["read-and-forget", string operation]:
                return await ReadAndSitAsync(operation, readsAgain: false);
            case ["release"]:
                _release.TrySetResult();
                await (_running ?? Task.CompletedTask);
                return "released";
            case ["readers"]:
                var self = Database.GetStatus().Processes.Single(process => process.ProcessId == Environment.ProcessId);
                return self.ReadersInUse.ToString(CultureInfo.InvariantCulture);
            case ["limit", string bytes]:
                Libc.LimitFileSize(ulong.Parse(bytes, CultureInfo.InvariantCulture));
                return "limited";
            case ["close"]:
                await Database.DisposeAsync();
                _db = null;
                return "closed";
            default:
                return "unknown";
        }
    }

    // Answers when the transaction is open; it is held until "release".
    private async Task<string> HoldAsync(string operation, long worker, long sequence)
    {
        _release = new TaskCompletionSource();
        var inside = new TaskCompletionSource();
        _running = Database.WriteAsync(
            tx =>
            {
                tx.Execute($"INSERT INTO entry(worker, sequence, kind) VALUES ({worker}, {sequence}, 0)");
                inside.SetResult();
                _release.Task.Wait();
            },
            operation: operation);
        await await Task.WhenAny(inside.Task, _running);
        return "holding";
    }

    // Answers when the snapshot is taken; the work stays in code of its own until "release".
    private async Task<string> ReadAndSitAsync(string operation, bool readsAgain)
    {
        _release = new TaskCompletionSource();
        var inside = new TaskCompletionSource();
        _running = Database.ReadAsync(
            async connection =>
            {
                var count = Count(connection, "SELECT count(*) FROM entry");
                inside.SetResult();
                await _release.Task;
                return readsAgain ? Count(connection, "SELECT count(*) FROM entry") : count;
            },
            operation: operation);
        await await Task.WhenAny(inside.Task, _running);
        return "sitting";
    }

    private async Task<string> ReadAsync(string operation, Func<DbConnection, long> read) =>
        $"read {await Database.ReadAsync(read, operation: operation)}";

    private static long Count(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
