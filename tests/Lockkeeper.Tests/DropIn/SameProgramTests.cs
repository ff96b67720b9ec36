using System.Data;
using Dapper;
using Lockkeeper.Sqlite;

namespace Lockkeeper.Tests.DropIn;

/// <summary>One program, with the driver's connection and with the drop-in: it differs only in waiting.</summary>
public sealed class SameProgramTests
{
    [Fact]
    public async Task A_program_sees_the_same_with_a_plain_connection_and_with_the_drop_in()
    {
        await using var plainFile = new DropInFile();
        await using var sharedFile = new DropInFile();
        var plain = await AdoNetProgram.RunAsync(more => plainFile.Plain(more));
        var shared = await AdoNetProgram.RunAsync(more => sharedFile.Shared(more));

        shared.Select(line => line.Replace(sharedFile.Path, "FILE", StringComparison.Ordinal))
            .ShouldBe(plain.Select(line => line.Replace(plainFile.Path, "FILE", StringComparison.Ordinal)));
        plain.Count.ShouldBeGreaterThan(150);
    }

    [Fact]
    public async Task Dapper_needs_only_the_connection()
    {
        await using var file = new DropInFile();
        await using var connection = file.Shared();
        (await connection.ExecuteAsync("INSERT INTO t(v) VALUES (@v)", new[] { new { v = "a" }, new { v = "b" } })).ShouldBe(2);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            connection.Execute("UPDATE t SET v = v || @more", new { more = "!" }, transaction).ShouldBe(2);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        (await connection.QueryAsync<string>("SELECT v FROM t ORDER BY id")).ShouldBe(["a!", "b!"]);
        connection.ExecuteScalar<long>("INSERT INTO t(v) VALUES ('c'); SELECT last_insert_rowid()").ShouldBe(3);
    }

    [Fact]
    public async Task A_data_source_and_a_provider_factory_make_connections_that_write_in_turn()
    {
        await using var file = new DropInFile();
        await using var source = new SharedSqliteDataSource(file.Text);
        await using (var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            connection.ShouldBeOfType<SharedSqliteConnection>();
            DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)");
        }

        await using (var command = source.CreateCommand("INSERT INTO t(v) VALUES (2)"))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using var made = SharedSqliteFactory.Instance.CreateConnection()!;
        made.ConnectionString = file.Text;
        made.Open();
        using var factorys = SharedSqliteFactory.Instance.CreateCommand()!;
        factorys.Connection = made;
        factorys.CommandText = "INSERT INTO t(v) VALUES (3)";
        factorys.ExecuteNonQuery().ShouldBe(1);
        System.Data.Common.DbProviderFactories.GetFactory(made).ShouldBe(SharedSqliteFactory.Instance);
        file.Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_database_gives_closed_connections_to_its_own_file()
    {
        await using var file = new DropInFile();
        await using var database = SqliteDatabase.Open(file.Path);
        await using var connection = database.CreateConnection();
        connection.State.ShouldBe(ConnectionState.Closed);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)");
        await database.ExecuteAsync($"INSERT INTO t(v) VALUES (2)", TestContext.Current.CancellationToken);
        file.Count().ShouldBe(2);
    }
}
