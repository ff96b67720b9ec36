using System.Runtime.CompilerServices;
using Lockkeeper.Sqlite;
using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.DropIn;

/// <summary>Connections, data readers and transactions that nobody ends and nobody has any more.</summary>
public sealed class ForgottenTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_handles_of_connections_that_nobody_closes_are_closed()
    {
        await using var file = new DropInFile();
        var handles = new List<SQLitePCL.sqlite3>();
        for (var i = 0; i < 20; i++) Forget(file, handles);
        await UntilCollected(() => handles.All(handle => handle.IsClosed), "the handles to be closed");
        using var next = file.OpenShared();
        DropInFile.Sql(next, "INSERT INTO t(v) VALUES (1)").ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_whose_connection_nobody_has_any_more_is_rolled_back_and_named(bool asText)
    {
        await using var file = new DropInFile();
        var log = new LogRecorder();
        await using var database = SqliteDatabase.Open(
            file.Path, new() { MaxWriteDuration = TimeSpan.FromMilliseconds(300), LoggerFactory = log, CaptureStacks = true });
        var handles = new List<SQLitePCL.sqlite3>();
        ForgetTransaction(database, handles, asText);
        await database.ExecuteAsync($"INSERT INTO t(v) VALUES ('next')", Token).AsTask().Within();
        await UntilCollected(() => handles.All(handle => handle.IsClosed), "the handle to be closed");
        log.Entries.ShouldContain(entry => entry.Event == 302 && entry.Text.Contains("ImportOrders") && entry.Text.Contains(nameof(ForgetTransaction)));
        file.Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_data_reader_that_nobody_closed_keeps_no_snapshot_for_the_next_user_of_the_handle()
    {
        await using var file = new DropInFile();
        using (var connection = file.OpenShared())
        {
            DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1), (2)");
            var statement = ForgetReader(connection);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            connection.Close();
            GC.KeepAlive(statement);
        }

        using var next = file.OpenShared();
        using (var other = file.Plain())
        {
            other.Open();
            DropInFile.Sql(other, "INSERT INTO t(v) VALUES (3)");
        }

        DropInFile.Scalar(next, "SELECT count(*) FROM t").ShouldBe(3L);
        DropInFile.Sql(next, "INSERT INTO t(v) VALUES (4)").ShouldBe(1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(DropInFile file, List<SQLitePCL.sqlite3> handles)
    {
        var connection = file.OpenShared();
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES (1)");
        handles.Add(connection.Handle!);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ForgetTransaction(SharedDatabase database, List<SQLitePCL.sqlite3> handles, bool asText)
    {
        var connection = (SharedSqliteConnection)database.CreateConnection();
        connection.Operation = "ImportOrders";
        connection.Open();
        if (asText) DropInFile.Sql(connection, "BEGIN");
        else connection.BeginTransaction();
        DropInFile.Sql(connection, "INSERT INTO t(v) VALUES ('lost')");
        handles.Add(connection.Handle!);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static SQLitePCL.sqlite3_stmt ForgetReader(SharedSqliteConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM t";
        var reader = command.ExecuteReader();
        reader.Read();
        return reader.Handle!;
    }

    private static Task UntilCollected(Func<bool> condition, string what) => Waiting.Until(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return condition();
        },
        what);
}
