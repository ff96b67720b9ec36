using Lockkeeper.Cli.Stress;
using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Target;
using Lockkeeper.Cli.Stress.Verification;
using Lockkeeper.Cli.Stress.Workloads;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Cli.Stress.Verification;

/// <summary>Real workloads are written into a file, then tampered with: verification must see each of it.</summary>
public sealed class WorkloadVerificationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");
    private readonly Deal _deal = new(Processes: 2, WorkersPerProcess: 3, Items: 600);

    private static Strategy Strategy => StrategyCatalog.Get(StrategyCatalog.Lockkeeper);

    private string DatabasePath => Path.Combine(_folder.FullName, "stress.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("visits")]
    [InlineData("topics")]
    [InlineData("builds")]
    [InlineData("transfers")]
    [InlineData("sync")]
    public async Task What_was_written_whole_holds(string name)
    {
        (await VerifyAsync(name, tampering: null)).ShouldAllBe(check => check.Held);
    }

    [Theory]
    [InlineData("visits", "DELETE FROM ip_log WHERE id = 300", "ip_log", "user_activity")]
    [InlineData("visits", "INSERT INTO ip_log(worker, seq, ip, time, method, path, status, bytes) SELECT worker, seq, ip, time, method, path, status, bytes FROM ip_log LIMIT 1", "ip_log", "user_activity")]
    [InlineData("visits", "UPDATE ip_log SET path = '/else' WHERE id = 300", "ip_log")]
    [InlineData("visits", "UPDATE ip_log SET id = 10000 WHERE id = 1", "ip_log")]
    [InlineData("visits", "UPDATE user_activity SET hits = hits + 1 WHERE ip = (SELECT ip FROM ip_log LIMIT 1)", "user_activity")]
    [InlineData("visits", "UPDATE user_activity SET bytes = bytes - 1 WHERE ip = (SELECT ip FROM ip_log LIMIT 1)", "user_activity")]
    [InlineData("visits", "UPDATE user_activity SET first_seen = 0 WHERE ip = (SELECT ip FROM ip_log LIMIT 1)", "user_activity")]
    [InlineData("visits", "DELETE FROM user_activity WHERE ip = (SELECT ip FROM ip_log LIMIT 1)", "user_activity")]
    [InlineData("visits", "INSERT INTO user_activity VALUES ('nobody', 1, 1, 1, 1)", "user_activity")]
    [InlineData("topics", "DELETE FROM topic_history WHERE id = 300", "topic_history", "topic_status")]
    [InlineData("topics", "UPDATE topic_history SET status = 'lost' WHERE id = 300", "topic_history")]
    [InlineData("topics", "UPDATE topic_history SET topic = topic + 1 WHERE id = 300", "topic_history")]
    [InlineData("topics", "UPDATE topic_status SET status = 'lost' WHERE topic = 1", "topic_status")]
    [InlineData("topics", "UPDATE topic_status SET changes = changes + 1 WHERE topic = 1", "topic_status")]
    [InlineData("topics", "DELETE FROM topic_status WHERE topic = 1", "topic_status")]
    [InlineData("builds", "DELETE FROM builds WHERE id = 300", "builds")]
    [InlineData("builds", "UPDATE builds SET name = 'build' WHERE id = 300", "builds")]
    [InlineData("transfers", "UPDATE accounts SET balance = balance + 1 WHERE id = 7", "accounts")]
    [InlineData("transfers", "UPDATE accounts SET balance = balance + CASE id WHEN 7 THEN 1 ELSE -1 END WHERE id IN (7, 8)", "accounts")]
    [InlineData("transfers", "DELETE FROM accounts WHERE id = 7", "accounts")]
    [InlineData("transfers", "DELETE FROM transfers WHERE id = 300", "transfers", "history", "accounts")]
    [InlineData("transfers", "UPDATE transfers SET source_before = source_before + 1 WHERE id = 300", "history")]
    [InlineData("transfers", "UPDATE transfers SET target_before = target_before + 1 WHERE id = 300", "history")]
    [InlineData("transfers", "UPDATE transfers SET amount = amount + 1 WHERE id = 300", "transfers")]
    [InlineData("sync", "DELETE FROM sync_tasks WHERE id = 3", "sync_tasks and sync_progress", "sync_tasks")]
    [InlineData("sync", "UPDATE sync_tasks SET site = site + 1 WHERE id = 3", "sync_tasks and sync_progress")]
    [InlineData("sync", "UPDATE sync_tasks SET runner = runner + 1 WHERE id = 3", "sync_tasks")]
    [InlineData("sync", "UPDATE sync_tasks SET percent = 50 WHERE id = 3", "sync_tasks")]
    [InlineData("sync", "DELETE FROM sync_progress WHERE task = 3 AND percent = 50", "sync_tasks and sync_progress", "sync_tasks")]
    [InlineData("sync", "UPDATE sync_progress SET task = 4 WHERE task = 3", "sync_tasks")]
    public async Task What_was_tampered_with_does_not_hold(string name, string tampering, params string[] tables)
    {
        IReadOnlyList<Check> checks = await VerifyAsync(name, tampering);
        string[] broken = [.. checks.Where(check => !check.Held).Select(check => check.Text.Split(':')[0]).Distinct()];
        foreach (string table in tables) broken.ShouldContain(table);
    }

    [Fact]
    public async Task A_snapshot_that_was_not_whole_does_not_hold()
    {
        IWorkload workload = WorkloadCatalog.Create("transfers", null);
        await WriteAsync(workload);
        WorkerReport[] reports = [.. WholeReports().Select(report => report with { Looks = 10 })];
        Verifier.Verify(DatabasePath, workload, _deal, reports, Strategy)[0].ShouldBe(new Check(true, "snapshots: 20 read meanwhile, each of them whole"));

        reports[1] = reports[1] with { LookFaults = 1, FirstLookFault = "the accounts summed to 1" };
        Verifier.Verify(DatabasePath, workload, _deal, reports, Strategy)[0].ShouldBe(new Check(false, "snapshots: 1 of 20 not whole; the accounts summed to 1"));
    }

    [Fact]
    public async Task A_lock_that_was_left_behind_does_not_hold()
    {
        await WriteAsync(WorkloadCatalog.Create("topics", null));
        using SqliteConnection left = PlainConnection.Open(DatabasePath, SqliteOpenMode.ReadWrite);
        left.ReadText("BEGIN IMMEDIATE");

        Check last = Verifier.Verify(DatabasePath, WorkloadCatalog.Create("topics", null), _deal, [.. WholeReports()], Strategy)[^1];
        last.Held.ShouldBeFalse();
        last.Text.ShouldStartWith("nothing left locked: BEGIN IMMEDIATE answers 5");
    }

    private async Task<IReadOnlyList<Check>> VerifyAsync(string name, string? tampering)
    {
        IWorkload workload = WorkloadCatalog.Create(name, null);
        await WriteAsync(workload);
        if (tampering is not null)
        {
            using SqliteConnection connection = PlainConnection.Open(DatabasePath, SqliteOpenMode.ReadWrite);
            connection.ReadText(tampering);
        }

        return Verifier.Verify(DatabasePath, workload, _deal, [.. WholeReports()], Strategy);
    }

    private async Task WriteAsync(IWorkload workload)
    {
        Tables.Create(DatabasePath, Strategy, [workload.Schema]);
        using IStore store = Strategy.Open(new StoreSettings(DatabasePath, IsTemporary: true, Durability.Normal, Timeout: null));
        IItemWriter[] writers = [.. Enumerable.Range(0, _deal.Workers).Select(worker => workload.CreateWriter(store.Connect(), _deal, worker))];
        for (long item = 0; item < _deal.Items; item++)
        {
            await writers[_deal.WorkerOf(item)].WriteAsync(item, TestContext.Current.CancellationToken);
        }
    }

    private IEnumerable<WorkerReport> WholeReports() => Enumerable.Range(0, _deal.Processes).Select(process => Reports.Whole(_deal, process));
}
