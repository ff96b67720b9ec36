using System.Globalization;
using Lockkeeper.Cli.Stress.Input;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>
/// A web site's requests: each becomes a row of <c>ip_log</c> and an upsert of its visitor's row in <c>user_activity</c>, in
/// one transaction.
/// </summary>
internal sealed class VisitsWorkload : IWorkload
{
    public const string WorkloadName = "visits";
    private const long GeneratedWrites = 400_000;

    private readonly IRequestSource _requests;

    private VisitsWorkload(IRequestSource requests, string source, long defaultWrites, InputFaults? faults)
    {
        _requests = requests;
        Source = source;
        DefaultWrites = defaultWrites;
        InputFaults = faults;
    }

    /// <inheritdoc/>
    public string Name => WorkloadName;

    /// <inheritdoc/>
    public string Source { get; }

    /// <inheritdoc/>
    public long DefaultWrites { get; }

    /// <inheritdoc/>
    public InputFaults? InputFaults { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["ip_log", "user_activity"];

    /// <inheritdoc/>
    public string Schema =>
        """
        CREATE TABLE ip_log(
            id INTEGER PRIMARY KEY,
            worker INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            ip TEXT NOT NULL,
            time INTEGER NOT NULL,
            method TEXT NOT NULL,
            path TEXT NOT NULL,
            status INTEGER NOT NULL,
            bytes INTEGER NOT NULL);
        CREATE TABLE user_activity(
            ip TEXT PRIMARY KEY,
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            hits INTEGER NOT NULL,
            bytes INTEGER NOT NULL) WITHOUT ROWID;
        """;

    /// <summary>Reads an access log, or takes the generator where <paramref name="input"/> is <see langword="null"/>.</summary>
    /// <exception cref="UsageException">The file cannot be read, or no line of it is of the format.</exception>
    public static VisitsWorkload Create(string? input)
    {
        if (input is null) return new(new GeneratedRequests(), "from the built-in generator", GeneratedWrites, null);
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

        string source = string.Create(CultureInfo.InvariantCulture, $"from {Path.GetFileName(input)} ({log.Count:N0} requests)");
        return new(log, source, log.Count, log.BadLines == 0 ? null : new InputFaults(log.BadLines, log.FirstBadLine));
    }

    /// <inheritdoc/>
    public IItemWriter CreateWriter(IStoreClient client, Deal deal, int worker) => new VisitWriter(client, deal, _requests);

    /// <inheritdoc/>
    public IEnumerable<Check> Verify(SqliteConnection connection, WriteLedger ledger, Deal deal)
    {
        var expected = new Dictionary<string, Activity>();
        ReadLog(connection, ledger, expected);
        yield return ledger.Finish("ip_log");
        yield return CheckActivity(connection, expected);
    }

    private void ReadLog(SqliteConnection connection, WriteLedger ledger, Dictionary<string, Activity> expected)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT worker, seq, ip, time, method, path, status, bytes FROM ip_log ORDER BY id";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            int worker = reader.GetInt32(0);
            long sequence = reader.GetInt64(1);
            long item = ledger.Row(worker, sequence);
            if (item < 0) continue;
            Request request = _requests[item];
            var stored = new Request(
                reader.GetString(2), reader.GetInt64(3), reader.GetString(4), reader.GetString(5), reader.GetInt32(6), reader.GetInt64(7));
            if (stored != request) ledger.Differs(worker, sequence);
            expected[request.Visitor] = expected.TryGetValue(request.Visitor, out Activity known) ? known.With(request) : Activity.Of(request);
        }
    }

    private static Check CheckActivity(SqliteConnection connection, Dictionary<string, Activity> expected)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT ip, first_seen, last_seen, hits, bytes FROM user_activity";
        using SqliteDataReader reader = command.ExecuteReader();
        long visitors = 0;
        long wrong = 0;
        string? first = null;
        while (reader.Read())
        {
            visitors++;
            string visitor = reader.GetString(0);
            var stored = new Activity(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
            if (expected.TryGetValue(visitor, out Activity sums) && sums == stored) continue;
            wrong++;
            first ??= string.Create(CultureInfo.InvariantCulture, $"{visitor} has {stored.Hits:N0} hits and {stored.Bytes:N0} bytes, the input {sums.Hits:N0} and {sums.Bytes:N0}");
        }

        return wrong == 0 && visitors == expected.Count
            ? new Check(true, string.Create(CultureInfo.InvariantCulture, $"user_activity: {visitors:N0} visitors, each with the hits and bytes of the input"))
            : new Check(false, string.Create(CultureInfo.InvariantCulture, $"user_activity: {visitors:N0} visitors where the input has {expected.Count:N0}, {wrong:N0} of them with other sums; {first}"));
    }

    /// <summary>What a visitor's row must hold.</summary>
    private readonly record struct Activity(long FirstSeen, long LastSeen, long Hits, long Bytes)
    {
        public static Activity Of(Request request) => new(request.Time, request.Time, 1, request.Bytes);

        public Activity With(Request request) =>
            new(Math.Min(FirstSeen, request.Time), Math.Max(LastSeen, request.Time), Hits + 1, Bytes + request.Bytes);
    }
}
