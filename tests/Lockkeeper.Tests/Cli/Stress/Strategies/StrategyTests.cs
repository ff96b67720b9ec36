using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Target;
using Lockkeeper.Cli.Stress.Verification;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Cli.Stress.Strategies;

/// <summary>The strategies on real files.</summary>
public sealed class StrategyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    private string DatabasePath => Path.Combine(_folder.FullName, "strategy.db");

    public static TheoryData<string, string> All => [.. LabEngines.All.SelectMany(engine => engine.Strategies.Select(strategy => (engine.Name, strategy.Name)))];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_strategy_writes_a_statement_as_it_is_written_and_reads_it(string engine, string name)
    {
        using IStore store = Open(engine, name);
        using IStoreClient client = store.Connect();
        await client.WriteAsync(
            transaction => transaction.Execute($"INSERT INTO t(a, b) VALUES ({1}, {"it's"})").ShouldBe(1), "Test", TestContext.Current.CancellationToken);

        string text = await client.ReadAsync(
            connection =>
            {
                using var command = connection.CreateCommand($"SELECT b FROM t WHERE a = {1}");
                return (string)command.ExecuteScalar()!;
            },
            "Test",
            TestContext.Current.CancellationToken);
        text.ShouldBe("it's");
        store.ReadCounters().Transactions.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_work_that_throws_leaves_nothing_and_the_next_one_stands(string engine, string name)
    {
        using IStore store = Open(engine, name);
        using IStoreClient client = store.Connect();
        await Should.ThrowAsync<InvalidOperationException>(() => client.WriteAsync(
            transaction =>
            {
                transaction.Execute($"INSERT INTO t(a) VALUES ({1})");
                throw new InvalidOperationException();
            },
            "Test",
            CancellationToken.None));
        await client.WriteAsync(transaction => transaction.Execute($"INSERT INTO t(a) VALUES ({2})"), "Test", CancellationToken.None);
        (await client.ReadAsync(connection => connection.ReadNumber($"SELECT CAST(sum(a) AS BIGINT) FROM t"), "Test", CancellationToken.None)).ShouldBe(2);
    }

    [Theory]
    [InlineData("naive", "delete")]
    [InlineData("wal", "wal")]
    [InlineData("lockkeeper", "wal")]
    public void The_file_is_in_the_journal_mode_of_the_strategy(string name, string mode)
    {
        Open(name).Dispose();
        using SqliteConnection connection = PlainConnection.Open(DatabasePath, SqliteOpenMode.ReadOnly);
        connection.ReadText("PRAGMA journal_mode").ShouldBe(mode);
    }

    // Two that have both read can never both write: in a rollback journal one waits for the other for ever, in a WAL the
    // later one's snapshot is old.
    [Theory]
    [InlineData("naive", "database is locked")]
    [InlineData("wal", "database is locked (stale snapshot)")]
    public async Task Of_two_writers_that_have_both_read_one_fails(string name, string kind)
    {
        using IStore store = Open(name, TimeSpan.FromSeconds(1));
        using var bothHaveRead = new Barrier(2);
        SqliteException?[] errors = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () => ReadThenWrite(store, bothHaveRead), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        errors.OfType<SqliteException>().Select(ErrorKinds.Of).ShouldContain(kind);
    }

    [Fact]
    public async Task A_retried_transaction_begins_anew_and_is_counted()
    {
        using IStore store = Open("retry", TimeSpan.FromSeconds(1));
        using IStoreClient client = store.Connect();
        int attempts = 0;
        await client.WriteAsync(
            transaction =>
            {
                transaction.Execute($"INSERT INTO t(a) VALUES ({1})");
                if (++attempts == 1) throw new SqliteException("database is locked", SQLitePCL.raw.SQLITE_BUSY);
            },
            "Test",
            TestContext.Current.CancellationToken);

        attempts.ShouldBe(2);
        store.ReadCounters().Retries.ShouldBe(1);
        (await client.ReadAsync(connection => connection.ReadNumber($"SELECT count(*) FROM t"), "Test", CancellationToken.None)).ShouldBe(1);
    }

    private static SqliteException? ReadThenWrite(IStore store, Barrier bothHaveRead)
    {
        using IStoreClient client = store.Connect();
        try
        {
            client.WriteAsync(
                transaction =>
                {
                    transaction.Connection.ReadNumber($"SELECT count(*) FROM t");
                    bothHaveRead.SignalAndWait(TestContext.Current.CancellationToken);
                    transaction.Execute($"INSERT INTO t(a) VALUES ({1})");
                },
                "Test",
                CancellationToken.None).GetAwaiter().GetResult();
            return null;
        }
        catch (SqliteException error)
        {
            return error;
        }
    }

    private IStore Open(string name, TimeSpan? timeout = null) => Open(SqliteLab.EngineName, name, timeout);

    private IStore Open(string engine, string name, TimeSpan? timeout = null)
    {
        Strategy strategy = LabEngines.Get(engine).Strategy(name);
        Tables.Create(DatabasePath, strategy, ["CREATE TABLE t(a INTEGER, b TEXT);"]);
        return strategy.Open(new StoreSettings(DatabasePath, IsTemporary: true, Durability.Normal, timeout));
    }
}
