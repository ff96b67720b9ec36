using System.Data.Common;
using System.Globalization;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>
/// Workers report how topics get on: each takes topics in turn and reports each as pending, running and done. A report
/// updates the topic's row in <c>topic_status</c> and adds one to <c>topic_history</c>, in one transaction.
/// </summary>
internal sealed class TopicsWorkload : IWorkload
{
    public const string WorkloadName = "topics";

    /// <summary>How many topics there are.</summary>
    public const int Topics = 400;

    private static readonly string[] Statuses = ["pending", "running", "done"];

    /// <inheritdoc/>
    public string Name => WorkloadName;

    /// <inheritdoc/>
    public string Source => string.Create(CultureInfo.InvariantCulture, $"that report on {Topics} topics");

    /// <inheritdoc/>
    public long DefaultWrites => 400_000;

    /// <inheritdoc/>
    public InputFaults? InputFaults => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["topic_status", "topic_history"];

    /// <inheritdoc/>
    public string Schema =>
        """
        CREATE TABLE topic_status(
            topic INTEGER PRIMARY KEY,
            status TEXT NOT NULL,
            worker INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            changes INTEGER NOT NULL);
        CREATE TABLE topic_history(
            id INTEGER PRIMARY KEY,
            topic INTEGER NOT NULL,
            status TEXT NOT NULL,
            worker INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            time INTEGER NOT NULL);
        """;

    /// <summary>
    /// Which topic a write reports, and as what. Topics go round, so that each is reported by many workers, and in the end
    /// has the status of whoever reported it last.
    /// </summary>
    public static (int Topic, string Status) Change(Deal deal, int worker, long sequence)
    {
        long round = sequence / Statuses.Length;
        return ((int)((worker + (round * deal.Workers)) % Topics), Statuses[sequence % Statuses.Length]);
    }

    /// <inheritdoc/>
    public IItemWriter CreateWriter(IStoreClient client, Deal deal, int worker) => new TopicWriter(client, deal);

    /// <inheritdoc/>
    public IEnumerable<Check> Verify(DbConnection connection, WriteLedger ledger, Deal deal)
    {
        var last = new Dictionary<int, Standing>();
        ReadHistory(connection, ledger, deal, last);
        yield return ledger.Finish("topic_history");
        yield return CheckStatus(connection, last);
    }

    private static void ReadHistory(DbConnection connection, WriteLedger ledger, Deal deal, Dictionary<int, Standing> last)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT topic, status, worker, seq FROM topic_history ORDER BY id";
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            int topic = reader.GetInt32(0);
            string status = reader.GetString(1);
            int worker = reader.GetInt32(2);
            long sequence = reader.GetInt64(3);
            if (ledger.Row(worker, sequence) < 0) continue;
            if (Change(deal, worker, sequence) != (topic, status)) ledger.Differs(worker, sequence);
            long changes = last.TryGetValue(topic, out Standing before) ? before.Changes + 1 : 1;
            last[topic] = new Standing(status, worker, sequence, changes);
        }
    }

    private static Check CheckStatus(DbConnection connection, Dictionary<int, Standing> last)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT topic, status, worker, seq, changes FROM topic_status";
        using DbDataReader reader = command.ExecuteReader();
        long topics = 0;
        long wrong = 0;
        string? first = null;
        while (reader.Read())
        {
            topics++;
            int topic = reader.GetInt32(0);
            var stored = new Standing(reader.GetString(1), reader.GetInt32(2), reader.GetInt64(3), reader.GetInt64(4));
            if (last.TryGetValue(topic, out Standing expected) && expected == stored) continue;
            wrong++;
            first ??= string.Create(CultureInfo.InvariantCulture, $"topic {topic} is {stored.Status} after {stored.Changes:N0} changes, by its history {expected.Status} after {expected.Changes:N0}");
        }

        return wrong == 0 && topics == last.Count
            ? new Check(true, string.Create(CultureInfo.InvariantCulture, $"topic_status: {topics:N0} topics, each as its history ends, with all changes counted"))
            : new Check(false, string.Create(CultureInfo.InvariantCulture, $"topic_status: {topics:N0} topics where the history has {last.Count:N0}, {wrong:N0} of them wrong; {first}"));
    }

    /// <summary>What a topic's row must hold.</summary>
    private readonly record struct Standing(string Status, int Worker, long Sequence, long Changes);
}
