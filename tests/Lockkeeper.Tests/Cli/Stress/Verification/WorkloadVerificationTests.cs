using Lockkeeper.Cli.Stress;
using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Verification;
using Lockkeeper.Cli.Stress.Workloads;
using Lockkeeper.Cli.Stress.Workloads.Assets;
using Microsoft.Data.Sqlite;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.Cli.Stress.Verification;

/// <summary>Real workloads are written into a file, then tampered with: verification must see each of it.</summary>
public sealed class WorkloadVerificationTests
{
    private static readonly Deal Deal = new(Processes: 2, WorkersPerProcess: 3, Items: 600);

    // Two runs of the pipeline: the second makes all tables anew.
    private static readonly Deal TwoRuns = new(Processes: 5, WorkersPerProcess: 1, Items: 10);

    [Theory]
    [InlineData("visits")]
    [InlineData("topics")]
    [InlineData("builds")]
    [InlineData("transfers")]
    [InlineData("sync")]
    public async Task What_was_written_whole_holds(string name)
    {
        using WrittenFile file = await WriteAsync(name);
        file.Verify().ShouldAllBe(check => check.Held);
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
        using WrittenFile file = await WriteAsync(name);
        Tampered(file, tampering, tables);
    }

    [Theory]
    [InlineData("visits")]
    [InlineData("assets")]
    public async Task What_was_written_whole_into_a_file_of_DuckDB_holds(string name)
    {
        using WrittenFile file = await WriteDuckDBAsync(name);
        file.Verify().ShouldAllBe(check => check.Held);
    }

    [Theory]
    [InlineData("visits", "DELETE FROM ip_log WHERE worker = 2 AND seq = 30", "ip_log")]
    [InlineData("visits", "INSERT INTO ip_log SELECT * FROM ip_log LIMIT 1", "ip_log")]
    [InlineData("visits", "UPDATE ip_log SET path = '/else' WHERE worker = 2 AND seq = 30", "ip_log")]
    [InlineData("assets", "DELETE FROM asset_runs WHERE asset = 'raw_orders' AND run = 2", "asset_runs", "raw_orders")]
    [InlineData("assets", "INSERT INTO asset_runs SELECT * FROM asset_runs LIMIT 1", "asset_runs")]
    [InlineData("assets", "DELETE FROM raw_customers WHERE id = 7", "raw_customers")]
    [InlineData("assets", "UPDATE raw_orders SET user_id = 1 + user_id WHERE id = 7", "raw_orders")]
    [InlineData("assets", "INSERT INTO raw_payments SELECT * FROM raw_payments LIMIT 1", "raw_payments")]
    [InlineData("assets", "UPDATE customers SET amount = amount + 1 WHERE id = 7", "customers")]
    [InlineData("assets", "TRUNCATE orders", "orders")]
    public async Task What_was_tampered_with_in_a_file_of_DuckDB_does_not_hold(string name, string tampering, params string[] tables)
    {
        using WrittenFile file = await WriteDuckDBAsync(name);
        Tampered(file, tampering, tables);
    }

    [Fact]
    public async Task A_snapshot_that_was_not_whole_does_not_hold()
    {
        using WrittenFile file = await WriteAsync("transfers");
        file.Verify(report => report with { Looks = 10 })[0].ShouldBe(new Check(true, "snapshots: 20 read meanwhile, each of them whole"));
        file.Verify(report => report with { Looks = 10, LookFaults = 1, FirstLookFault = "the accounts summed to 1" })[0]
            .ShouldBe(new Check(false, "snapshots: 2 of 20 not whole; the accounts summed to 1"));
    }

    [Fact]
    public async Task A_lock_that_was_left_behind_does_not_hold()
    {
        using WrittenFile file = await WriteAsync("topics");
        using SqliteConnection left = PlainConnection.Open(file.DatabasePath, SqliteOpenMode.ReadWrite);
        left.ReadText("BEGIN IMMEDIATE");

        Check last = file.Verify()[^1];
        last.Held.ShouldBeFalse();
        last.Text.ShouldStartWith("nothing left locked: BEGIN IMMEDIATE answers 5");
    }

    [Fact]
    public async Task A_process_that_still_has_a_file_of_DuckDB_open_does_not_hold()
    {
        using WrittenFile file = await WriteDuckDBAsync("visits");
        using ChildProcess other = await ChildProcess.StartAsync("duckdb", file.DatabasePath);
        (await other.AskAsync("open")).ShouldBe("opened");

        Check only = file.Verify().Single();
        only.Held.ShouldBeFalse();
        only.Text.ShouldStartWith("the file could not be read back: IO Error: Could not set lock on file");
    }

    private static void Tampered(WrittenFile file, string tampering, string[] tables)
    {
        file.Tamper(tampering);
        string[] broken = [.. file.Verify().Where(check => !check.Held).Select(check => check.Text.Split(':')[0]).Distinct()];
        foreach (string table in tables) broken.ShouldContain(table);
    }

    private static Task<WrittenFile> WriteAsync(string name) =>
        WrittenFile.CreateAsync(SqliteLab.Instance, WorkloadCatalog.Create(SqliteLab.Instance, name, null), Deal);

    private static Task<WrittenFile> WriteDuckDBAsync(string name) => name == AssetsWorkload.WorkloadName
        ? WrittenFile.CreateAsync(DuckDBLab.Instance, new AssetsWorkload(ShopSizes.Small), TwoRuns)
        : WrittenFile.CreateAsync(DuckDBLab.Instance, WorkloadCatalog.Create(DuckDBLab.Instance, name, null), Deal);
}
