using Lockkeeper.DuckDB;

namespace Lockkeeper.Tests.DuckDB.Binding;

public sealed class CancellationTests : MemoryDatabase
{
    private const string Endless = "SELECT sum(a.range * b.range % 7) FROM range(100_000_000) a, range(100_000_000) b";

    [Fact]
    public async Task A_cancelled_token_ends_the_statement()
    {
        using var source = new CancellationTokenSource();
        await using var command = new DuckDBCommand(Endless, Connection);
        var run = Task.Run(() => command.ExecuteScalarAsync(source.Token), TestContext.Current.CancellationToken);
        await source.CancelAsync();
        var exception = await Should.ThrowAsync<OperationCanceledException>(() => run);
        exception.CancellationToken.ShouldBe(source.Token);
        Scalar("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_runs_nothing()
    {
        Execute("CREATE TABLE t (a INTEGER)");
        await using var command = new DuckDBCommand("INSERT INTO t VALUES (1)", Connection);
        await Should.ThrowAsync<OperationCanceledException>(() => command.ExecuteNonQueryAsync(new CancellationToken(canceled: true)));
        Scalar("SELECT count(*) FROM t").ShouldBe(0L);
    }

    [Fact]
    public void A_timeout_ends_the_statement_and_names_itself()
    {
        using var command = new DuckDBCommand(Endless, Connection) { CommandTimeout = 1 };
        var exception = Should.Throw<DuckDBException>(() => command.ExecuteScalar());
        exception.ErrorType.ShouldBe(DuckDBErrorType.Interrupt);
        exception.Message.ShouldBe("The statement was interrupted: it took longer than its CommandTimeout of 1 s.");
        command.CommandText = "SELECT 2";
        command.ExecuteScalar().ShouldBe(2);
    }

    [Fact]
    public async Task Interrupt_ends_what_another_thread_runs()
    {
        using var command = new DuckDBCommand(Endless, Connection);
        var run = Task.Run(command.ExecuteScalar, TestContext.Current.CancellationToken);
        while (!run.IsCompleted)
        {
            // An interruption that comes before the statement has begun is forgotten by DuckDB.
            Connection.Interrupt();
            await Task.Yield();
        }

        (await Should.ThrowAsync<DuckDBException>(() => run)).ErrorType.ShouldBe(DuckDBErrorType.Interrupt);
        Scalar("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public void An_interruption_of_nothing_does_no_harm()
    {
        Connection.Interrupt();
        Scalar("SELECT 1").ShouldBe(1);
        Connection.Close();
        Connection.Interrupt();
    }

    [Fact]
    public async Task A_stream_is_cancelled_in_its_midst()
    {
        using var source = new CancellationTokenSource();
        await using var command = new DuckDBCommand("SELECT i FROM range(1_000_000_000_000) t(i)", Connection) { Streaming = true };
        await using var reader = await command.ExecuteReaderAsync(source.Token);
        (await reader.ReadAsync(source.Token)).ShouldBeTrue();
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            while (await reader.ReadAsync(source.Token))
            {
            }
        });
    }

    [Fact]
    public async Task An_interrupted_transaction_can_be_rolled_back()
    {
        Execute("CREATE TABLE t (a BIGINT)");
        using (Connection.BeginTransaction())
        {
            Execute("INSERT INTO t VALUES (1)");
            using var source = new CancellationTokenSource();
            await using var command = new DuckDBCommand($"INSERT INTO t {Endless}", Connection);
            var run = Task.Run(() => command.ExecuteNonQueryAsync(source.Token), TestContext.Current.CancellationToken);
            await source.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => run);
        }

        Scalar("SELECT count(*) FROM t").ShouldBe(0L);
    }
}
