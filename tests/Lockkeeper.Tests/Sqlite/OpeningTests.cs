using Lockkeeper.Sqlite;
using Lockkeeper.Sqlite.Native;
using Lockkeeper.Sqlite.Opening;
using Lockkeeper.Sqlite.Writing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Tests.Sqlite;

public sealed class OpeningTests : IDisposable
{
    private readonly TemporaryDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Every_setting_is_in_effect_on_the_writer_and_on_readers()
    {
        _database.Options.CacheSize = 8 << 20;
        _database.Options.Pragmas["mmap_size"] = "1048576";
        _database.Options.Pragmas["recursive_triggers"] = "ON";
        using var writer = _database.Writer();
        using var reader = _database.Reader();

        foreach (var connection in new[] { (SqliteConnection)writer.Connection, (SqliteConnection)reader.Connection })
        {
            string? Get(string pragma) => RawSql.Scalar(connection.Handle!, $"PRAGMA {pragma}");
            Get("journal_mode").ShouldBe("wal");
            Get("synchronous").ShouldBe("1");
            Get("busy_timeout").ShouldBe("0");
            Get("cache_size").ShouldBe("-8192");
            Get("temp_store").ShouldBe("2");
            Get("foreign_keys").ShouldBe("1");
            Get("wal_autocheckpoint").ShouldBe("0");
            Get("mmap_size").ShouldBe("1048576");
            Get("recursive_triggers").ShouldBe("1");
            Get("query_only").ShouldBe(ReferenceEquals(connection, writer.Connection) ? "0" : "1");
        }
    }

    [Theory]
    [InlineData("plain.db")]
    [InlineData("what? 100% #1 & ü;'\"=.db")]
    [InlineData("%41.db")]
    public void A_file_may_have_any_name(string name)
    {
        var path = Path.Combine(_database.Directory, name);
        var engine = new SqliteEngine(path, _database.Options);
        using (var writer = engine.OpenWriter())
        using (var reader = engine.OpenReader())
        {
            reader.Begin();
            reader.End().ShouldBeTrue();
            Directory.GetFiles(_database.Directory).Select(Path.GetFileName).Order(StringComparer.Ordinal)
                .ShouldBe([name, name + "-shm", name + "-wal"]);
        }
    }

    [Fact]
    public void Connections_use_the_file_layer_that_sleeps_no_whole_seconds()
    {
        ShortSleepVfs.IsAvailable.ShouldBe(OperatingSystem.IsLinux() && Environment.Is64BitProcess);
        ConnectionText.For("/tmp/app.db", SqliteOpenMode.ReadOnly).Contains("vfs=lockkeeper", StringComparison.Ordinal)
            .ShouldBe(ShortSleepVfs.IsAvailable);
    }

    [Fact]
    public void Full_durability_is_synchronous_full()
    {
        _database.Options.Durability = Durability.Full;
        _database.Options.ForeignKeys = false;
        using var writer = _database.Writer();
        RawSql.Scalar(((SqliteConnection)writer.Connection).Handle!, "PRAGMA synchronous").ShouldBe("2");
        RawSql.Scalar(((SqliteConnection)writer.Connection).Handle!, "PRAGMA foreign_keys").ShouldBe("0");
    }

    [Theory]
    [InlineData("page_size", "4097")]
    [InlineData("no_such_pragma", "1")]
    public void A_pragma_without_effect_is_an_error(string name, string value)
    {
        _database.Options.Pragmas[name] = value;
        ShouldNotOpen().Message.ShouldContain($"PRAGMA {name}={value} did not take effect");
    }

    [Fact]
    public void A_directory_is_refused_with_an_example_of_a_file()
    {
        Directory.CreateDirectory(_database.Path);
        ShouldNotOpen().Message.ShouldContain("is a directory");
    }

    [Fact]
    public void A_missing_directory_is_refused_by_name() =>
        Should.Throw<SharedDatabaseException>(() => new SqliteEngine(Path.Combine(_database.Directory, "gone", "app.db"), new()))
            .Message.ShouldContain("Create it first");

    [Fact]
    public void A_directory_that_cannot_be_written_is_refused()
    {
        // Also for root: nothing can be created there.
        var error = Should.Throw<SharedDatabaseException>(() => new SqliteEngine("/proc/self/fdinfo/app.db", new()).OpenWriter());
        error.Kind.ShouldBe(SharedDatabaseErrorKind.CannotOpen);
        error.Message.ShouldContain("may write");
    }

    [Theory]
    [InlineData(50)]
    [InlineData(5_000)]
    public void What_is_not_a_database_is_refused_and_stays_as_it_is(int size)
    {
        var content = Enumerable.Range(0, size).Select(i => (byte)(i * 7)).ToArray();
        File.WriteAllBytes(_database.Path, content);

        ShouldNotOpen().Message.ShouldContain("not a SQLite database, or it is encrypted");
        File.ReadAllBytes(_database.Path).ShouldBe(content);
    }

    [Fact]
    public void A_database_that_was_cut_short_is_refused()
    {
        using (var writer = _database.WithTable().Writer())
        {
            writer.Do("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT i, hex(randomblob(50)) FROM n");
        }

        using (var file = File.OpenWrite(_database.Path))
        {
            file.SetLength(file.Length / 3);
        }

        ShouldNotOpen().Message.ShouldContain("damaged or was cut short");
    }

    [Fact]
    public void A_file_that_replaces_the_database_is_noticed()
    {
        var engine = _database.WithTable().Engine();
        using var writer = engine.OpenWriter();
        engine.VerifyFile();

        File.Move(_database.Path, _database.Path + ".old");
        Should.Throw<SharedDatabaseException>(engine.VerifyFile).Kind.ShouldBe(SharedDatabaseErrorKind.DatabaseReplaced);
        File.WriteAllBytes(_database.Path, []);
        Should.Throw<SharedDatabaseException>(engine.VerifyFile).Kind.ShouldBe(SharedDatabaseErrorKind.DatabaseReplaced);
        Should.Throw<SharedDatabaseException>(engine.OpenReader).Kind.ShouldBe(SharedDatabaseErrorKind.DatabaseReplaced);

        File.Move(_database.Path + ".old", _database.Path, overwrite: true);
        engine.VerifyFile();
    }

    [Fact]
    public void A_reader_may_be_the_first_to_open_a_new_file()
    {
        using var reader = _database.Reader();
        reader.Begin();
        reader.End().ShouldBeTrue();
        _database.Ask<string>("PRAGMA journal_mode").ShouldBe("wal");
    }

    [Fact]
    public void Many_that_open_a_new_file_at_once_all_get_it_in_WAL_mode()
    {
        const int Processes = 4;
        const int Threads = 4;
        var programs = Enumerable.Range(0, Processes).Select(_ => PythonProgram.Run(_database.Path, """
            ready()
            con.execute("PRAGMA journal_mode=WAL")
            con.execute("CREATE TABLE IF NOT EXISTS started(id INTEGER PRIMARY KEY)")
            con.execute("INSERT INTO started DEFAULT VALUES")
            """)).ToList();
        using var start = new Barrier(Threads + 1);
        var opened = new SqliteWriterSession[Threads];
        var threads = Enumerable.Range(0, Threads).Select(i => new Thread(() =>
        {
            start.SignalAndWait(TestContext.Current.CancellationToken);
            opened[i] = _database.Writer();
        })).ToList();
        threads.ForEach(thread => thread.Start());
        start.SignalAndWait(TestContext.Current.CancellationToken);
        programs.ForEach(program => program.Finish());
        threads.ForEach(thread => thread.Join());

        opened.ShouldAllBe(writer => writer != null);
        foreach (var writer in opened)
        {
            writer.Dispose();
        }

        _database.Ask<string>("PRAGMA journal_mode").ShouldBe("wal");
        _database.Ask<long>("SELECT count(*) FROM started").ShouldBe(Processes);
        programs.ForEach(program => program.Dispose());
    }

    [Fact]
    public void A_file_that_another_program_holds_in_another_journal_mode_is_refused_with_its_name()
    {
        using var program = PythonProgram.Run(_database.Path, """
            con.execute("CREATE TABLE x(a)")
            con.execute("BEGIN IMMEDIATE")
            ready()
            """);
        _database.Options.WriteTimeout = TimeSpan.FromMilliseconds(50);

        var error = ShouldNotOpen();
        error.Message.ShouldContain("journal mode 'DELETE'");
        error.Message.ShouldContain($"process {program.Id} (");
        error.Message.ShouldContain("python3");
        error.InnerException.ShouldBeOfType<SqliteException>();
    }

    [Fact]
    public void A_file_in_another_journal_mode_is_opened_as_soon_as_the_other_program_lets_go()
    {
        var program = PythonProgram.Run(_database.Path, """
            con.execute("CREATE TABLE x(a)")
            con.execute("BEGIN IMMEDIATE")
            ready()
            """);
        var opening = new Thread(() => _database.Writer().Dispose());
        opening.Start();
        program.Dispose();
        opening.Join();
        _database.Ask<string>("PRAGMA journal_mode").ShouldBe("wal");
    }

    [Fact]
    public void The_drivers_wait_loop_ends_at_once()
    {
        using var program = PythonProgram.Run(_database.WithTable().Path, """
            con.execute("BEGIN IMMEDIATE")
            ready()
            """);
        using var connection = new SqliteConnection($"Data Source={_database.Path};Pooling=False") { DefaultTimeout = -1 };
        connection.Open();
        raw.sqlite3_busy_timeout(connection.Handle, 0);
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";

        // The loop would sleep 150 ms for every attempt after the first; a progress handler counts the attempts instead.
        var attempts = 0;
        raw.sqlite3_progress_handler(connection.Handle, 1, _ => attempts++ < 0 ? 1 : 0, null);
        Should.Throw<SqliteException>(() => command.ExecuteNonQuery()).SqliteErrorCode.ShouldBe(5);
        attempts.ShouldBeLessThan(10);
    }

    private SharedDatabaseException ShouldNotOpen()
    {
        var error = Should.Throw<SharedDatabaseException>(() => _database.Engine().OpenWriter());
        error.Kind.ShouldBe(SharedDatabaseErrorKind.CannotOpen);
        return error;
    }
}
