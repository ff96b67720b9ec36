using System.Data.Common;
using System.Globalization;
using Lockkeeper.Cli.Stress.Input;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>
/// A web site's requests: each becomes a row of <c>ip_log</c> and an upsert of its visitor's row in <c>user_activity</c>, in
/// one transaction.
/// </summary>
internal sealed class VisitsWorkload(VisitSource source) : IWorkload
{
    public const string WorkloadName = "visits";
    private const long GeneratedWrites = 400_000;

    /// <inheritdoc/>
    public string Name => WorkloadName;

    /// <inheritdoc/>
    public string Source => source.Text;

    /// <inheritdoc/>
    public long DefaultWrites => source.Count ?? GeneratedWrites;

    /// <inheritdoc/>
    public InputFaults? InputFaults => source.Faults;

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

    /// <inheritdoc/>
    public IItemWriter CreateWriter(IStoreClient client, Deal deal, int worker) => new VisitWriter(client, deal, source.Requests, countsVisitors: true);

    /// <inheritdoc/>
    public IEnumerable<Check> Verify(DbConnection connection, WriteLedger ledger, Deal deal)
    {
        var expected = new Dictionary<string, Activity>();
        foreach (Request request in VisitLog.Read(connection, "id", source.Requests, ledger))
        {
            expected[request.Visitor] = expected.TryGetValue(request.Visitor, out Activity known) ? known.With(request) : Activity.Of(request);
        }

        yield return ledger.Finish("ip_log");
        yield return CheckActivity(connection, expected);
    }

    private static Check CheckActivity(DbConnection connection, Dictionary<string, Activity> expected)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT ip, first_seen, last_seen, hits, bytes FROM user_activity";
        using DbDataReader reader = command.ExecuteReader();
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
