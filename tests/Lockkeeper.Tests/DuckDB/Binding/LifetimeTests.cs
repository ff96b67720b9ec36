using System.Data;
using System.Runtime.CompilerServices;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Tests.DuckDB.Binding;

public sealed class LifetimeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-duckdb-");

    private string File => Path.Combine(_folder.FullName, "a.duckdb");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Disposing_the_instance_closes_the_file_whatever_was_left_open()
    {
        var instance = DuckDBInstance.Open(File);
        var connection = instance.Connect();
        Run(connection, "CREATE TABLE t AS SELECT * FROM range(10_000)");
        var command = new DuckDBCommand("SELECT * FROM t", connection);
        command.Prepare();
        var reader = command.ExecuteReader();
        reader.Read().ShouldBeTrue();
        var stream = new DuckDBCommand("SELECT * FROM t", connection) { Streaming = true }.ExecuteReader();
        stream.Read().ShouldBeTrue();
        var transaction = connection.BeginTransaction();
        Run(connection, "INSERT INTO t VALUES (1)");
        IsOpen().ShouldBeTrue();

        instance.Dispose();

        IsOpen().ShouldBeFalse();
        connection.State.ShouldBe(ConnectionState.Closed);
        reader.IsClosed.ShouldBeTrue();
        Should.Throw<ObjectDisposedException>(() => reader.GetInt64(0));
        Should.Throw<ObjectDisposedException>(() => reader.Read());
        Should.Throw<ObjectDisposedException>(() => stream.Read());
        Should.Throw<InvalidOperationException>(() => command.ExecuteScalar()).Message.ShouldContain("closed");
        Should.Throw<InvalidOperationException>(transaction.Commit);
        Should.Throw<ObjectDisposedException>(instance.Connect);
        reader.Dispose();
        stream.Dispose();
        command.Dispose();
        transaction.Dispose();
        connection.Dispose();
        instance.Dispose();

        using var again = DuckDBInstance.Open(File);
        using var count = new DuckDBCommand("SELECT count(*) FROM t", again.Connect());
        count.ExecuteScalar().ShouldBe(10_000L);
    }

    [Fact]
    public void Any_order_of_disposal_does()
    {
        for (var order = 0; order < 24; order++)
        {
            var instance = DuckDBInstance.Open(File);
            var connection = instance.Connect();
            var command = new DuckDBCommand("SELECT [i] FROM range(5_000) t(i)", connection) { Streaming = order % 2 == 0 };
            var reader = command.ExecuteReader();
            reader.Read().ShouldBeTrue();
            List<IDisposable> parts = [instance, connection, command, reader];
            for (var left = order; parts.Count > 0; left /= 4)
            {
                var at = left % parts.Count;
                parts[at].Dispose();
                parts.RemoveAt(at);
            }

            IsOpen().ShouldBeFalse();
        }
    }

    [Fact]
    public void Commands_and_connections_that_nobody_disposed_hold_nothing()
    {
        var instance = DuckDBInstance.Open(File);
        Forget(instance);
        instance.Dispose();
        IsOpen().ShouldBeFalse();
    }

    [Fact]
    public void An_instance_that_nobody_disposed_gives_the_file_back()
    {
        ForgetInstance();
        for (var i = 0; i < 100 && IsOpen(); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        IsOpen().ShouldBeFalse();
    }

    [Fact]
    public void A_file_is_opened_once_in_a_process_whatever_the_path()
    {
        using (var instance = DuckDBInstance.Open(File))
        {
            var folder = Path.Combine(_folder.FullName, "other");
            Directory.CreateSymbolicLink(folder, _folder.FullName);
            var link = Path.Combine(_folder.FullName, "link.duckdb");
            System.IO.File.CreateSymbolicLink(link, "a.duckdb");
            foreach (var path in new[] { File, link, Path.Combine(folder, "link.duckdb") })
            {
                Should.Throw<InvalidOperationException>(() => DuckDBInstance.Open(path), path).Message.ShouldStartWith($"{instance.Path} is already open in this process.");
                using var connection = new DuckDBConnection($"Data Source={path}");
                Should.Throw<InvalidOperationException>(connection.Open);
                connection.State.ShouldBe(ConnectionState.Closed);
            }
        }

        DuckDBInstance.Open(File).Dispose();
    }

    [Fact]
    public void Connection_strings_share_one_instance_whatever_the_path()
    {
        var link = Path.Combine(_folder.FullName, "link.duckdb");
        System.IO.File.CreateSymbolicLink(link, File);
        using (var first = new DuckDBConnection($"Data Source={File}"))
        {
            first.Open();
            Run(first, "CREATE TABLE t (a INTEGER)");
            using var second = new DuckDBConnection($"DataSource={link}");
            second.Open();
            Run(second, "INSERT INTO t VALUES (1)");
            first.Close();
            IsOpen().ShouldBeTrue();
            first.Open();
            using var count = new DuckDBCommand("SELECT count(*) FROM t", first);
            count.ExecuteScalar().ShouldBe(1L);
            Should.Throw<InvalidOperationException>(() => DuckDBInstance.Open(File));
        }

        IsOpen().ShouldBeFalse();
        using var third = new DuckDBConnection($"Data Source={File}");
        third.Open();
        using var again = new DuckDBCommand("SELECT count(*) FROM t", third);
        again.ExecuteScalar().ShouldBe(1L);
    }

    [Fact]
    public void Connections_that_open_and_close_at_once_lose_nothing()
    {
        using (var first = new DuckDBConnection($"Data Source={File}"))
        {
            first.Open();
            Run(first, "CREATE TABLE t (a INTEGER)");
        }

        using var barrier = new Barrier(4);
        Exception? failure = null;
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(OpenInsertClose)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        failure.ShouldBeNull();

        using var last = new DuckDBConnection($"Data Source={File}");
        last.Open();
        using var count = new DuckDBCommand("SELECT count(*) FROM t", last);
        count.ExecuteScalar().ShouldBe(200L);

        void OpenInsertClose()
        {
            try
            {
                barrier.SignalAndWait();
                for (var i = 0; i < 50; i++)
                {
                    using var connection = new DuckDBConnection($"Data Source={File}");
                    connection.Open();
                    Run(connection, "INSERT INTO t VALUES (1)");
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }
    }

    [Fact]
    public void Databases_in_memory_are_each_their_own()
    {
        using var first = new DuckDBConnection("Data Source=:memory:");
        using var second = new DuckDBConnection("Data Source=:memory:");
        first.Open();
        second.Open();
        Run(first, "CREATE TABLE t (a INTEGER)");
        Run(second, "CREATE TABLE t (a INTEGER)");
    }

    [Fact]
    public void Bad_use_of_a_connection_is_told()
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        using var command = connection.CreateCommand();
        Should.Throw<InvalidOperationException>(() => command.ExecuteScalar()).Message.ShouldContain("CommandText");
        command.CommandText = "SELECT 1";
        Should.Throw<InvalidOperationException>(() => command.ExecuteScalar()).Message.ShouldContain("Open()");
        connection.Open();
        Should.Throw<InvalidOperationException>(connection.Open).Message.ShouldContain("open already");
        Should.Throw<InvalidOperationException>(() => connection.ConnectionString = "x=y");
        command.ExecuteScalar().ShouldBe(1);
        connection.Close();
        connection.Open();
        command.ExecuteScalar().ShouldBe(1);
        command.Dispose();
        Should.Throw<ObjectDisposedException>(() => command.ExecuteScalar());
        using var detached = new DuckDBCommand("SELECT 1");
        Should.Throw<InvalidOperationException>(() => detached.ExecuteScalar()).Message.ShouldContain("Connection");
        using var instance = DuckDBInstance.Open(":memory:");
        using var own = instance.Connect();
        own.Close();
        Should.Throw<InvalidOperationException>(own.Open).Message.ShouldContain("Connect()");
    }

    [Fact]
    public void A_reader_closes_its_connection_when_told_to()
    {
        using var connection = new DuckDBConnection($"Data Source={File}");
        connection.Open();
        using (var command = new DuckDBCommand("SELECT 1", connection))
        {
            command.ExecuteReader(CommandBehavior.CloseConnection).Dispose();
        }

        connection.State.ShouldBe(ConnectionState.Closed);
        IsOpen().ShouldBeFalse();
    }

    [Fact]
    public void The_factory_makes_what_works()
    {
        using var connection = DuckDBFactory.Instance.CreateConnection();
        connection.ConnectionString = "Data Source=:memory:";
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT ? + 1";
        var parameter = DuckDBFactory.Instance.CreateParameter();
        parameter.Value = 1;
        command.Parameters.Add(parameter);
        command.ExecuteScalar().ShouldBe(2);
    }

    private static void Run(DuckDBConnection connection, string sql)
    {
        using var command = new DuckDBCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(DuckDBInstance instance)
    {
        var connection = instance.Connect();
        for (var i = 0; i < 1_000; i++)
        {
            var command = new DuckDBCommand("SELECT 1", connection);
            command.ExecuteReader().Read().ShouldBeTrue();
            if (i % 100 == 0)
            {
                GC.Collect();
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ForgetInstance()
    {
        var instance = DuckDBInstance.Open(File);
        new DuckDBCommand("SELECT 1", instance.Connect()).ExecuteReader().Read().ShouldBeTrue();
        IsOpen().ShouldBeTrue();
    }

    // DuckDB has no call that says so, and a file must not be opened to find out: closing it again would give up DuckDB's lock.
    private bool IsOpen() => Directory.EnumerateFiles("/proc/self/fd")
        .Any(descriptor => new FileInfo(descriptor).LinkTarget is { } target && target.StartsWith(_folder.FullName, StringComparison.Ordinal));
}
