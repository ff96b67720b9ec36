using Lockkeeper.Cli.Stress;
using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Site;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Target;
using Lockkeeper.Cli.Stress.Verification;
using Lockkeeper.Cli.Stress.Workloads;
using Lockkeeper.Sqlite;
using Lockkeeper.Tests.Facade;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Cli.Stress.Site;

/// <summary>The real web site and its client, in this process.</summary>
public sealed class BuildSiteTests : IDisposable
{
    private static readonly Deal Deal = new(Processes: 1, WorkersPerProcess: 1, Items: 20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    private string DatabasePath => Path.Combine(_folder.FullName, "site.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_inserts_its_records(bool atomic)
    {
        await WithClientAsync("wal", atomic, client => client.WriteAsync(0, TestContext.Current.CancellationToken));
        Read("SELECT group_concat(name) FROM builds").ShouldBe("build 0-0,build 0-1,build 0-2,build 0-3,build 0-4");
    }

    [Fact]
    public async Task An_insert_that_fails_is_a_status_500_with_its_kind()
    {
        WriteFailedException error = await Should.ThrowAsync<WriteFailedException>(() => WithClientAsync("wal", atomic: false, async client =>
        {
            using SqliteConnection foreign = PlainConnection.Open(DatabasePath, SqliteOpenMode.ReadWrite);
            foreign.ReadText("BEGIN IMMEDIATE");
            await client.WriteAsync(0, TestContext.Current.CancellationToken);
        }));
        error.Kind.ShouldBe("HTTP 500, database is locked");
        error.Stood.ShouldBe(0);
        error.IsOutcomeUnknown.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false, 2, "2")]
    [InlineData(true, 0, "0")]
    public async Task A_request_that_fails_in_its_middle_says_how_many_records_stand(bool atomic, int stood, string rows)
    {
        WriteFailedException error = await Should.ThrowAsync<WriteFailedException>(() => WithClientAsync("wal", atomic, async client =>
        {
            using (SqliteConnection foreign = PlainConnection.Open(DatabasePath, SqliteOpenMode.ReadWrite))
            {
                foreign.ReadText("CREATE TRIGGER third BEFORE INSERT ON builds WHEN new.seq = 2 BEGIN SELECT raise(ABORT, 'not this one'); END");
            }

            await client.WriteAsync(0, TestContext.Current.CancellationToken);
        }));
        error.Stood.ShouldBe(stood);
        Read("SELECT count(*) FROM builds").ShouldBe(rows);
    }

    [Theory]
    [InlineData("adonet")]
    [InlineData("dapper")]
    [InlineData("efcore")]
    public async Task Code_of_other_libraries_meets_a_lock_on_the_driver(string access)
    {
        WriteFailedException error = await Should.ThrowAsync<WriteFailedException>(() => WithClientAsync("wal", atomic: true, access: access, use: async client =>
        {
            await using SharedDatabase shared = SqliteDatabase.Open(DatabasePath);
            using HeldWriter held = await HeldWriter.StartAsync(shared);
            await client.WriteAsync(0, TestContext.Current.CancellationToken);
        }));
        error.Kind.ShouldBe("HTTP 500, database is locked");
        Read("SELECT count(*) FROM builds").ShouldBe("0");
    }

    [Theory]
    [InlineData("adonet")]
    [InlineData("dapper")]
    [InlineData("efcore")]
    public async Task The_same_code_waits_for_its_turn_on_the_drop_in(string access)
    {
        await WithClientAsync("lockkeeper", atomic: true, access: access, patience: TimeSpan.FromSeconds(60), use: async client =>
        {
            await using SharedDatabase shared = SqliteDatabase.Open(DatabasePath);
            using HeldWriter held = await HeldWriter.StartAsync(shared);
            Task write = client.WriteAsync(0, TestContext.Current.CancellationToken);
            await Waiting.Until(() => shared.GetStatus().Processes.Any(process => process.QueueLength > 0), "the insert to stand in line");
            held.GoOn();
            await write.Within();
        });
        Read("SELECT group_concat(name) FROM builds").ShouldBe("build 0-0,build 0-1,build 0-2,build 0-3,build 0-4");
    }

    [Theory]
    [InlineData("native")]
    [InlineData("adonet")]
    [InlineData("dapper")]
    [InlineData("efcore")]
    public async Task Code_that_looks_before_it_writes_inserts_the_same_records(string access)
    {
        await WithClientAsync("naive", atomic: false, client => client.WriteAsync(0, TestContext.Current.CancellationToken), access: access);
        Read("SELECT group_concat(name) FROM builds").ShouldBe("build 0-0,build 0-1,build 0-2,build 0-3,build 0-4");
    }

    [Fact]
    public async Task A_site_that_is_gone_leaves_the_outcome_unknown()
    {
        BuildClient? kept = null;
        using var http = new HttpClient();
        await WithClientAsync("lockkeeper", atomic: false, client =>
        {
            kept = client;
            return Task.CompletedTask;
        }, http);
        WriteFailedException error = await Should.ThrowAsync<WriteFailedException>(() => kept!.WriteAsync(0, TestContext.Current.CancellationToken));
        error.IsOutcomeUnknown.ShouldBeTrue();
    }

    private async Task WithClientAsync(
        string name, bool atomic, Func<BuildClient, Task> use, HttpClient? http = null, string access = "native", TimeSpan? patience = null)
    {
        var written = (BuildAccess)Array.IndexOf(StressOptions.Accesses, access);
        var options = new BuildOptions { Records = 5, AtomicRequests = atomic, Access = written };
        Strategy strategy = SqliteLab.Instance.Strategy(name).For(written);
        Tables.Create(DatabasePath, strategy, [new BuildsWorkload(options).Schema]);
        using IStore store = strategy.Open(new StoreSettings(DatabasePath, IsTemporary: true, Durability.Normal, patience ?? TimeSpan.FromSeconds(1)));
        await using BuildSite site = await BuildSite.StartAsync(store, options);
        using var own = new HttpClient();
        HttpClient used = http ?? own;
        used.BaseAddress = site.Address;
        await use(new BuildClient(used, Deal, options));
    }

    private string Read(string sql)
    {
        using SqliteConnection connection = PlainConnection.Open(DatabasePath, SqliteOpenMode.ReadOnly);
        return connection.ReadText(sql);
    }
}
