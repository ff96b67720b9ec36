using System.Data;
using System.Data.Common;
using Dapper;
using Lockkeeper.Hosting;
using Lockkeeper.Sqlite;
using Lockkeeper.Tests.Maintaining;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lockkeeper.Tests.Hosting;

public sealed class HostingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_host_opens_its_file_at_its_start_and_closes_it_at_its_end()
    {
        SharedDatabase database;
        using (IHost host = Build(services => services.AddSharedDatabase(options => options.Path = In("app.db"))))
        {
            await host.StartAsync(Token);
            File.Exists(In("app.db")).ShouldBeTrue("before anybody asks for it");
            database = host.Services.GetRequiredService<SharedDatabase>();
            await database.ExecuteAsync($"CREATE TABLE t(v)", Token);
            await host.StopAsync(Token);
            await database.ExecuteAsync($"INSERT INTO t VALUES (1)", Token);
        }

        (await Should.ThrowAsync<SharedDatabaseException>(() => database.ExecuteAsync($"INSERT INTO t VALUES (2)", Token).AsTask())).Kind.ShouldBe(SharedDatabaseErrorKind.Closed);
        MaintainedFile.Query<long>(In("app.db"), "SELECT v FROM t").ShouldBe([1]);
        File.Exists(In("app.db-wal")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_scope_has_a_connection_of_its_own_that_writes_in_turn()
    {
        using IHost host = Build(services => services.AddSharedDatabase(options => options.Path = In("app.db")));
        await host.StartAsync(Token);
        await host.Services.GetRequiredService<SharedDatabase>().ExecuteAsync($"CREATE TABLE t(v)", Token);

        DbConnection first;
        await using (AsyncServiceScope scope = host.Services.CreateAsyncScope())
        {
            first = scope.ServiceProvider.GetRequiredService<DbConnection>();
            first.ShouldBeOfType<SharedSqliteConnection>();
            first.State.ShouldBe(ConnectionState.Closed);
            scope.ServiceProvider.GetRequiredService<DbConnection>().ShouldBeSameAs(first);
            await first.ExecuteAsync("INSERT INTO t VALUES (@v)", new { v = 1 });
            await using AsyncServiceScope other = host.Services.CreateAsyncScope();
            other.ServiceProvider.GetRequiredService<DbConnection>().ShouldNotBeSameAs(first);
        }

        await using DbConnection free = await host.Services.GetRequiredService<DbDataSource>().OpenConnectionAsync(Token);
        (await free.ExecuteScalarAsync<long>("SELECT count(*) FROM t")).ShouldBe(1);
    }

    [Fact]
    public async Task Several_files_have_a_key_each()
    {
        using IHost host = Build(services => services
            .AddKeyedSharedDatabase("orders", options => options.Path = In("orders.db"))
            .AddKeyedSharedDatabase("reports", options => options.Path = In("reports.db")));
        await host.StartAsync(Token);
        host.Services.GetRequiredKeyedService<SharedDatabase>("orders").DatabasePath.ShouldEndWith("orders.db");
        host.Services.GetRequiredKeyedService<SharedDatabase>("reports").DatabasePath.ShouldEndWith("reports.db");
        await using AsyncServiceScope scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredKeyedService<DbConnection>("reports").ExecuteAsync("CREATE TABLE r(v)");
        host.Services.GetService<SharedDatabase>().ShouldBeNull();
        MaintainedFile.Query<string>(In("reports.db"), "SELECT name FROM sqlite_master").ShouldBe(["r"]);
    }

    [Fact]
    public async Task Options_come_from_configuration()
    {
        IConfiguration section = Configuration(("Database:Path", In("app.db")), ("Database:Sqlite:WriteTimeout", "00:00:07"), ("Database:Sqlite:Retry:MaxRetries", "3"), ("Database:Sqlite:Durability", "Full"));
        using IHost host = Build(services => services.AddSharedDatabase(section.GetSection("Database")));
        await host.StartAsync(Token);
        SharedDatabaseHostOptions options = host.Services.GetRequiredService<IOptions<SharedDatabaseHostOptions>>().Value;
        options.Sqlite.WriteTimeout.ShouldBe(TimeSpan.FromSeconds(7));
        options.Sqlite.Retry.MaxRetries.ShouldBe(3);
        options.Sqlite.Durability.ShouldBe(Durability.Full);
        host.Services.GetRequiredService<SharedDatabase>().DatabasePath.ShouldBe(In("app.db"));
    }

    [Fact]
    public async Task Several_files_come_from_configuration_each_from_its_own_section()
    {
        IConfiguration section = Configuration(("Orders:Path", In("orders.db")), ("Reports:Path", In("reports.db")), ("Reports:Sqlite:MaxBatch", "7"));
        using (IHost host = Build(services => services
            .AddKeyedSharedDatabase("orders", section.GetSection("Orders"))
            .AddKeyedSharedDatabase("reports", section.GetSection("Reports"))))
        {
            await host.StartAsync(Token);
            host.Services.GetRequiredKeyedService<SharedDatabase>("orders").DatabasePath.ShouldBe(In("orders.db"));
            host.Services.GetRequiredKeyedService<DbDataSource>("reports").ConnectionString.ShouldContain("reports.db");
            IOptionsMonitor<SharedDatabaseHostOptions> options = host.Services.GetRequiredService<IOptionsMonitor<SharedDatabaseHostOptions>>();
            (options.Get("orders").Sqlite.MaxBatch, options.Get("reports").Sqlite.MaxBatch).ShouldBe((1_000, 7));
        }

        using IHost wrong = Build(services => services
            .AddKeyedSharedDatabase("orders", section.GetSection("Orders"))
            .AddKeyedSharedDatabase("archive", section.GetSection("Archive")));
        (await Should.ThrowAsync<OptionsValidationException>(() => wrong.StartAsync(Token))).Message.ShouldContain("The shared database 'archive' has no Path.");
    }

    [Theory]
    [InlineData("The shared database has no Path. Set it in AddSharedDatabase, or in the configuration section that it is bound to.", "Sqlite:MaxBatch", "10")]
    [InlineData("MaxBatch", "Sqlite:MaxBatch", "0")]
    [InlineData("WriteTimeuot", "Sqlite:WriteTimeuot", "00:00:07")]
    [InlineData("WriteTimeout", "Sqlite:WriteTimeout", "soon")]
    public async Task A_wrong_option_keeps_the_host_from_starting_and_is_named(string named, string key, string value)
    {
        List<(string, string)> values = [($"Database:{key}", value)];
        if (!named.Contains("has no Path", StringComparison.Ordinal)) values.Add(("Database:Path", In("app.db")));
        IConfiguration section = Configuration([.. values]);
        using IHost host = Build(services => services.AddSharedDatabase(section.GetSection("Database")));
        Exception error = await Should.ThrowAsync<Exception>(() => host.StartAsync(Token));
        error.ToString().ShouldContain(named);
        File.Exists(In("app.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_keeps_the_host_from_starting()
    {
        using IHost host = Build(services => services.AddSharedDatabase(options => options.Path = In("none/app.db")));
        (await Should.ThrowAsync<SharedDatabaseException>(() => host.StartAsync(Token))).Message.ShouldContain("its directory");
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private static IHost Build(Action<IServiceCollection> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        configure(builder.Services);
        return builder.Build();
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();
}
