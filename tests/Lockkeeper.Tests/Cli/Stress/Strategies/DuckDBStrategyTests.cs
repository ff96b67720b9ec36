using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Target;
using Lockkeeper.DuckDB;
using Lockkeeper.Locking;
using Lockkeeper.Locking.Platforms;
using Lockkeeper.Tests.Facade;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.Cli.Stress.Strategies;

/// <summary>DuckDB's strategies beside another process.</summary>
public sealed class DuckDBStrategyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string DatabasePath => Path.Combine(_folder.FullName, "strategy.duckdb");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Naive_fails_at_once_while_another_process_has_the_file()
    {
        using IStore store = Open("naive");
        using ChildProcess other = await OpenElsewhereAsync();

        DuckDBException error = await Should.ThrowAsync<DuckDBException>(() => InsertAsync(store));
        ErrorKinds.Of(error).ShouldBe("IO Error: Could not set lock on file");
        store.ReadCounters().Transactions.ShouldBe(0);
    }

    [Fact]
    public async Task Retry_comes_again_until_the_other_process_has_closed_the_file()
    {
        using IStore store = Open("retry");
        using ChildProcess other = await OpenElsewhereAsync();
        Task write = OnItsOwnThread(() => InsertAsync(store));
        await Waiting.Until(() => store.ReadCounters().Retries > 0, "a first try to fail");
        (await other.AskAsync("close")).ShouldBe("closed");

        await write.Within();
        store.ReadCounters().Transactions.ShouldBe(1);
    }

    [Fact]
    public async Task Filelock_holds_its_lock_while_it_writes_and_not_longer()
    {
        using IStore store = Open("filelock");
        using IStoreClient client = store.Connect();
        await client.WriteAsync(_ => IsLocked().ShouldBeTrue(), "Test", Token);
        IsLocked().ShouldBeFalse();
    }

    [Fact]
    public async Task Filelock_waits_for_the_lock()
    {
        using IStore store = Open("filelock");
        Task write;
        using (new LockFile(DatabasePath + ".lock", DatabasePath).Acquire())
        {
            write = OnItsOwnThread(() => InsertAsync(store));
            // A waiter stands behind an arrow there (https://man7.org/linux/man-pages/man5/proc_locks.5.html).
            await Waiting.Until(() => File.ReadAllText("/proc/locks").Contains("-> OFDLCK", StringComparison.Ordinal), "the write to wait");
            store.ReadCounters().Transactions.ShouldBe(0);
        }

        await write.Within();
        store.ReadCounters().Transactions.ShouldBe(1);
    }

    [Fact]
    public async Task Between_two_writes_the_file_is_free_for_other_processes()
    {
        using IStore store = Open("naive");
        await InsertAsync(store);
        using ChildProcess other = await OpenElsewhereAsync();
        (await other.AskAsync("close")).ShouldBe("closed");
        await InsertAsync(store);
        store.ReadCounters().Transactions.ShouldBe(2);
    }

    [Theory]
    [InlineData("IO Error: Could not set lock on file \"/tmp/a.duckdb\": Conflicting lock is held in /usr/bin/x (PID 7).", "IO Error: Could not set lock on file")]
    [InlineData("Constraint Error: Duplicate key \"id: 1\" violates primary key constraint.", "Constraint Error: Duplicate key")]
    [InlineData("TransactionContext Error: Conflict on update!", "TransactionContext Error: Conflict on update!")]
    public void An_error_is_counted_by_what_is_the_same_each_time(string message, string kind) =>
        ErrorKinds.Of(new DuckDBException(message, DuckDBErrorType.IO)).ShouldBe(kind);

    private static async Task InsertAsync(IStore store)
    {
        using IStoreClient client = store.Connect();
        await client.WriteAsync(transaction => transaction.Execute($"INSERT INTO t VALUES ({1})"), "Test", Token);
    }

    private static Task OnItsOwnThread(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    private async Task<ChildProcess> OpenElsewhereAsync()
    {
        ChildProcess other = await ChildProcess.StartAsync("duckdb", DatabasePath);
        (await other.AskAsync("open")).ShouldBe("opened");
        return other;
    }

    private bool IsLocked()
    {
        using var file = SideFilePlatform.Current.Open(DatabasePath + ".lock", DatabasePath);
        return !SideFilePlatform.Current.LocksOf(file).TryLock(0, 1, LockMode.Exclusive);
    }

    private IStore Open(string name)
    {
        Strategy strategy = DuckDBLab.Instance.Strategy(name);
        Tables.Create(DatabasePath, strategy, ["CREATE TABLE t(a INTEGER);"]);
        return strategy.Open(new StoreSettings(DatabasePath, IsTemporary: true, Durability.Full, Timeout: null));
    }
}
