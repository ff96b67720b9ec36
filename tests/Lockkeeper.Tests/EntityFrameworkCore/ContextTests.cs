using Lockkeeper.EntityFrameworkCore;
using Lockkeeper.Sqlite;
using Lockkeeper.TestProcess.Ef;
using Lockkeeper.Tests.Facade;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Lockkeeper.Tests.EntityFrameworkCore;

public sealed class ContextTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_folder.FullName, "app.db");

    public async ValueTask DisposeAsync()
    {
        await SharedSqliteConnection.CloseDatabaseAsync($"Data Source={Database}");
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Eighty_requests_at_a_time_save_without_an_error()
    {
        await using (BuildContext context = Open()) await context.Database.EnsureCreatedAsync(Token);

        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 80, CancellationToken = Token }, async (number, stop) =>
        {
            await using BuildContext context = Open();
            context.Builds.Add(new Build { Name = $"build {number}", Cost = 1.5m });
            await context.SaveChangesAsync(stop);
        });

        await using BuildContext reader = Open();
        (await reader.Builds.CountAsync(Token)).ShouldBe(400);
    }

    [Fact]
    public async Task The_providers_own_functions_work_on_the_connection()
    {
        await using BuildContext context = Open();
        await context.Database.EnsureCreatedAsync(Token);
        context.Builds.AddRange(new Build { Name = "a1", Cost = 1.5m }, new Build { Name = "b2", Cost = 2.5m });
        await context.SaveChangesAsync(Token);

        // Both are functions that the provider registers in .NET: regexp and ef_compare.
#pragma warning disable MA0009 // It becomes SQL, which has no time-out to give.
        (await context.Builds.Where(build => System.Text.RegularExpressions.Regex.IsMatch(build.Name, "^b[0-9]$")).Select(build => build.Name).ToListAsync(Token)).ShouldBe(["b2"]);
#pragma warning restore MA0009
        (await context.Builds.Where(build => build.Cost > 2m).Select(build => build.Name).ToListAsync(Token)).ShouldBe(["b2"]);
    }

    [Fact]
    public async Task Saving_raw_commands_and_transactions_wait_their_turn_and_name_who_has_it()
    {
        await using (BuildContext context = Open()) await context.Database.EnsureCreatedAsync(Token);
        await using SharedDatabase db = SqliteDatabase.Open(Database);
        using var writing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Task write = db.WriteAsync(
            _ =>
            {
                writing.Set();
                goOn.Wait(Token);
            },
            Token,
            operation: "ImportOrders");
        try
        {
            writing.Wait(Token);
            await using BuildContext context = Open();
            context.Database.SetCommandTimeout(1);
            context.Builds.Add(new Build { Name = "late" });
            (await Named(() => context.SaveChangesAsync(Token))).ShouldContain("ImportOrders");
            (await Named(() => context.Database.ExecuteSqlRawAsync("DELETE FROM Builds", Token))).ShouldContain("ImportOrders");
            (await Named(() => context.Database.BeginTransactionAsync(Token))).ShouldContain("ImportOrders");
            (await context.Builds.CountAsync(Token)).ShouldBe(0, "who reads waits for nobody");
        }
        finally
        {
            goOn.Set();
        }

        await write.Within();
    }

    [Fact]
    public async Task A_unit_of_work_is_run_again_as_a_whole_when_its_turn_was_not_to_be_had()
    {
        await using (BuildContext context = Open()) await context.Database.EnsureCreatedAsync(Token);
        await using SharedDatabase db = SqliteDatabase.Open(Database);
        using var writing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Task write = db.WriteAsync(
            _ =>
            {
                writing.Set();
                goOn.Wait(Token);
            },
            Token);
        writing.Wait(Token);
        await using BuildContext retrying = new(BuildContext.Options(Database, shared: true, options => options.MaxRetries = 5));
        retrying.Database.SetCommandTimeout(1);
        int attempts = 0;
        IExecutionStrategy strategy = retrying.Database.CreateExecutionStrategy();
        strategy.RetriesOnFailure.ShouldBeTrue();

        await strategy.ExecuteAsync(async () =>
        {
            attempts++;
            // The first attempt waits in vain; the turn becomes free for the second one.
            if (attempts == 2) goOn.Set();
            await using IDbContextTransaction transaction = await retrying.Database.BeginTransactionAsync(Token);
            retrying.ChangeTracker.Clear();
            retrying.Builds.Add(new Build { Name = "once" });
            await retrying.SaveChangesAsync(Token);
            await transaction.CommitAsync(Token);
        });

        await write.Within();
        attempts.ShouldBeGreaterThanOrEqualTo(2);
        (await retrying.Builds.CountAsync(Token)).ShouldBe(1);
    }

    [Fact]
    public async Task Pooled_contexts_share_nothing_but_the_file()
    {
        var services = new ServiceCollection();
        services.AddDbContextPool<BuildContext>(options => options.UseSqlite($"Data Source={Database}").UseLockkeeper(), poolSize: 4);
        await using ServiceProvider provider = services.BuildServiceProvider();
        await using (AsyncServiceScope scope = provider.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<BuildContext>().Database.EnsureCreatedAsync(Token);

        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 40, CancellationToken = Token }, async (number, stop) =>
        {
            await using AsyncServiceScope scope = provider.CreateAsyncScope();
            BuildContext context = scope.ServiceProvider.GetRequiredService<BuildContext>();
            context.ChangeTracker.Entries().ShouldBeEmpty();
            context.Builds.Add(new Build { Name = $"build {number}" });
            await context.SaveChangesAsync(stop);
        });

        await using BuildContext reader = Open();
        (await reader.Builds.CountAsync(Token)).ShouldBe(200);
    }

    [Fact]
    public async Task A_file_is_deleted_and_created_again_in_one_process()
    {
        for (int round = 0; round < 3; round++)
        {
            await using BuildContext context = Open();
            (await context.Database.EnsureCreatedAsync(Token)).ShouldBeTrue();
            context.Builds.Add(new Build { Name = "a" });
            await context.SaveChangesAsync(Token);
            (await context.Builds.CountAsync(Token)).ShouldBe(1);
            (await context.Database.EnsureDeletedAsync(Token)).ShouldBeTrue();
            File.Exists(Database).ShouldBeFalse();
            File.Exists(Database + "-wal").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_database_in_memory_works_as_before()
    {
        await using var connection = new SharedSqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(Token);
        await using var context = new BuildContext(new DbContextOptionsBuilder<BuildContext>().UseSqlite(connection).UseLockkeeper().Options);
        await context.Database.EnsureCreatedAsync(Token);
        context.Builds.Add(new Build { Name = "a" });
        (await context.SaveChangesAsync(Token)).ShouldBe(1);
    }

    [Fact]
    public void What_cannot_be_is_said_when_the_options_are_made()
    {
        Should.Throw<InvalidOperationException>(() => new DbContextOptionsBuilder<BuildContext>().UseLockkeeper())
            .Message.ShouldBe("UseLockkeeper() needs UseSqlite(\"Data Source=app.db\") before it.");
        using var plain = new SqliteConnection("Data Source=:memory:");
        Should.Throw<InvalidOperationException>(() => new DbContextOptionsBuilder<BuildContext>().UseSqlite(plain).UseLockkeeper())
            .Message.ShouldContain("takes no turn");
        Should.Throw<ArgumentOutOfRangeException>(() => new DbContextOptionsBuilder<BuildContext>().UseSqlite("Data Source=a.db").UseLockkeeper(options => options.MaxRetries = -1))
            .Message.ShouldStartWith("MaxRetries must be 0 to 100, not -1.");
        Should.Throw<ArgumentOutOfRangeException>(() => new DbContextOptionsBuilder<BuildContext>().UseSqlite("Data Source=a.db").UseLockkeeper(options => options.MigrationTimeout = TimeSpan.Zero))
            .Message.ShouldStartWith("MigrationTimeout must be 1 ms to 1 day");
    }

    private BuildContext Open() => new(BuildContext.Options(Database, shared: true));

    private static async Task<string> Named(Func<Task> work)
    {
        Exception error = await Should.ThrowAsync<Exception>(work);
        return (error as DbUpdateException)?.InnerException?.Message ?? error.Message;
    }
}
