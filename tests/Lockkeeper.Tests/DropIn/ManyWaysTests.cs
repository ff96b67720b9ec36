using Lockkeeper.Sqlite;

namespace Lockkeeper.Tests.DropIn;

/// <summary>Writers of all kinds at once, some of which give up: no turn is lost, and what was acknowledged is there.</summary>
public sealed class ManyWaysTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_ends_a_wait_or_a_transaction_the_next_one_writes(int seed)
    {
        TestContext.Current.SendDiagnosticMessage("seed {0}", seed);
        await using var file = new DropInFile();
        await using var database = SqliteDatabase.Open(file.Path);
        var written = 0;
        var writers = Enumerable.Range(0, 24).Select(i => Task.Factory.StartNew(
            () =>
            {
                var random = new Random((seed * 1000) + i);
                for (var round = 0; round < 60; round++) Interlocked.Add(ref written, Write(database, random));
            },
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        await Task.WhenAll(writers);
        file.Count().ShouldBe(written);
    }

    private static int Write(SharedDatabase database, Random random)
    {
        using var connection = database.CreateConnection();
        connection.Open();
        switch (random.Next(7))
        {
            case 0:
                return DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (0)");
            case 1:
                for (var i = 0; i < 5; i++)
                {
                    using var transaction = connection.BeginTransaction();
                    DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)", transaction);
                    transaction.Commit();
                }

                return 5;
            case 2:
                connection.BeginTransaction();
                DropInFile.Sql(connection, "INSERT INTO t(v) VALUES ('never')");
                return 0;
            case 3:
                database.ExecuteAsync($"INSERT INTO t(v) VALUES (3)", Token).AsTask().GetAwaiter().GetResult();
                return 1;
            case 4:
                DropInFile.Sql(connection, "BEGIN");
                DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (4)");
                DropInFile.Sql(connection, random.Next(2) == 0 ? "ROLLBACK" : "SELECT 1");
                return 0;
            case 5:
                return WriteAsync(connection, random).GetAwaiter().GetResult();
            default:
                using (var command = connection.CreateCommand())
                {
                    command.CommandText = "INSERT INTO t(v) VALUES (6), (6) RETURNING id";
                    using var reader = command.ExecuteReader();
                    reader.Read();
                }

                return 2;
        }
    }

    private static async Task<int> WriteAsync(System.Data.Common.DbConnection connection, Random random)
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(random.Next(8)));
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation.Token);
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO t(v) VALUES (5)";
            await command.ExecuteNonQueryAsync(cancellation.Token);
            await transaction.CommitAsync(CancellationToken.None);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }
}
