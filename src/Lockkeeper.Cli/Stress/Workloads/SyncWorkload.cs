using System.Data.Common;
using System.Globalization;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>
/// A service that synchronises sites: web processes read pages of <c>sites</c> and record <c>sync_tasks</c>; background
/// processes take the tasks, one each at a time, and write their progress. Reads dominate.
/// </summary>
internal sealed class SyncWorkload : IWorkload
{
    public const string WorkloadName = "sync";

    /// <summary>How many sites there are.</summary>
    public const int Sites = 500;

    /// <summary>Pages that a web worker reads for each task that it records.</summary>
    public const int PagesPerTask = 8;

    /// <summary>What a background worker writes of each task, in this order.</summary>
    public static readonly IReadOnlyList<int> Percentages = [0, 50, 100];

    /// <inheritdoc/>
    public string Name => WorkloadName;

    /// <inheritdoc/>
    public string Source => string.Create(CultureInfo.InvariantCulture, $"of web and background processes on {Sites} sites, and more reads");

    /// <inheritdoc/>
    public long DefaultWrites => 40_000;

    /// <inheritdoc/>
    public int FewestProcesses => 2;

    /// <inheritdoc/>
    public InputFaults? InputFaults => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["sites", "sync_tasks", "sync_progress"];

    /// <inheritdoc/>
    public string Schema => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        CREATE TABLE sites(id INTEGER PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL);
        CREATE TABLE sync_tasks(
            id INTEGER PRIMARY KEY,
            worker INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            site INTEGER NOT NULL,
            runner INTEGER,
            percent INTEGER);
        CREATE INDEX sync_tasks_to_run ON sync_tasks(id) WHERE runner IS NULL;
        CREATE INDEX sync_tasks_by_site ON sync_tasks(site);
        CREATE TABLE sync_progress(
            id INTEGER PRIMARY KEY,
            worker INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            task INTEGER NOT NULL,
            percent INTEGER NOT NULL);
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {Sites})
        INSERT INTO sites SELECT n, 'Site ' || n, 'https://site-' || n || '.example' FROM numbers;
        """);

    /// <summary>Whether a worker is of a web process: every other process is, the first among them.</summary>
    public static bool IsWeb(Deal deal, int worker) => worker / deal.WorkersPerProcess % 2 == 0;

    /// <summary>The site that a web worker's item is about.</summary>
    public static int SiteOf(long item) => 1 + (int)((ulong)item * 0x9E37_79B9_7F4A_7C15 % Sites);

    /// <inheritdoc/>
    public IItemWriter CreateWriter(IStoreClient client, Deal deal, int worker) =>
        IsWeb(deal, worker) ? new SyncRequester(client, deal) : new SyncRunner(client, deal);

    /// <inheritdoc/>
    public IEnumerable<Check> Verify(DbConnection connection, WriteLedger ledger, Deal deal)
    {
        Dictionary<long, SyncTask> tasks = ReadTasks(connection, ledger, deal);
        long faults = ReadProgress(connection, ledger, deal, tasks);
        yield return ledger.Finish("sync_tasks and sync_progress");
        long wrong = tasks.Values.Count(task => !task.IsAsProgressSays);
        long run = tasks.Values.Count(task => task.Steps == Percentages.Count);
        yield return faults + wrong == 0
            ? new Check(true, string.Create(CultureInfo.InvariantCulture, $"sync_tasks: {tasks.Count:N0}, {run:N0} of them run, each by one worker and step by step"))
            : new Check(false, string.Create(CultureInfo.InvariantCulture, $"sync_tasks: {wrong:N0} of {tasks.Count:N0} not as their progress says, {faults:N0} steps out of order or by another worker"));
    }

    private static Dictionary<long, SyncTask> ReadTasks(DbConnection connection, WriteLedger ledger, Deal deal)
    {
        var tasks = new Dictionary<long, SyncTask>();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, worker, seq, site, runner, percent FROM sync_tasks ORDER BY id";
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            int worker = reader.GetInt32(1);
            long sequence = reader.GetInt64(2);
            long item = ledger.Row(worker, sequence);
            if (item >= 0 && (!IsWeb(deal, worker) || SiteOf(item) != reader.GetInt32(3))) ledger.Differs(worker, sequence);
            tasks[reader.GetInt64(0)] = new SyncTask(
                reader.IsDBNull(4) ? null : reader.GetInt32(4), reader.IsDBNull(5) ? null : reader.GetInt32(5));
        }

        return tasks;
    }

    /// <summary>Follows every task's steps.</summary>
    /// <returns>How many were not the next of their task, or made by another worker than its first.</returns>
    private static long ReadProgress(DbConnection connection, WriteLedger ledger, Deal deal, Dictionary<long, SyncTask> tasks)
    {
        long faults = 0;
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT worker, seq, task, percent FROM sync_progress ORDER BY id";
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            int worker = reader.GetInt32(0);
            long sequence = reader.GetInt64(1);
            if (ledger.Row(worker, sequence) >= 0 && IsWeb(deal, worker)) ledger.Differs(worker, sequence);
            if (!tasks.TryGetValue(reader.GetInt64(2), out SyncTask? task) || !task.Step(worker, reader.GetInt32(3))) faults++;
        }

        return faults;
    }
}
