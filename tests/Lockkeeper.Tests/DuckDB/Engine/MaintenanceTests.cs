using Lockkeeper.DuckDB;
using Lockkeeper.DuckDB.Maintaining;
using Lockkeeper.Retention;
using Lockkeeper.Tests.Facade;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.DuckDB.Engine;

/// <summary>Copies, checkpoints and age limits of DuckDB files.</summary>
public sealed class MaintenanceTests
{
    // Tables whose names sort before those that their foreign keys refer to, rows that refer to rows before them, columns that
    // cannot be inserted into, and all of DuckDB's types.
    private const string Everything =
        """
        CREATE TABLE z_parent(id INTEGER PRIMARY KEY);
        CREATE TABLE child(id INTEGER PRIMARY KEY, parent INTEGER REFERENCES z_parent(id));
        CREATE TABLE a_grandchild(child INTEGER REFERENCES child(id));
        CREATE TABLE node(id INTEGER PRIMARY KEY, up INTEGER REFERENCES node(id));
        CREATE SEQUENCE counter;
        CREATE SCHEMA "other one";
        CREATE TABLE "other one"."we""ird"(a INTEGER, "b ""c" INTEGER AS (a + 1), n INTEGER DEFAULT nextval('counter'));
        CREATE TABLE of_all_types AS SELECT * FROM test_all_types();
        CREATE VIEW doubled AS SELECT 2 * a AS twice FROM "other one"."we""ird";
        CREATE MACRO plus_one(x) AS x + 1;
        CREATE INDEX children ON child(parent);
        COMMENT ON TABLE child IS 'of a parent';
        INSERT INTO z_parent SELECT i FROM range(10000) r(i);
        INSERT INTO child SELECT i, i FROM range(10000) r(i);
        INSERT INTO a_grandchild SELECT i FROM range(10000) r(i);
        INSERT INTO "other one"."we""ird"(a) SELECT i FROM range(10) r(i);
        INSERT INTO node VALUES (5, NULL);
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_has_every_table_row_view_key_and_counter_of_the_original()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.Write(tx => DuckFile.Run(tx.Connection, Everything));
        foreach ((int id, int up) in ((int, int)[])[(3, 5), (9, 3), (1, 9)]) await file.Db.ExecuteAsync($"INSERT INTO node VALUES ({id}, {up})", Token);

        BackupResult result = await file.Db.BackupAsync(file.In("copy.duckdb"), cancellationToken: Token);

        result.Bytes.ShouldBe(new FileInfo(file.In("copy.duckdb")).Length);
        File.Exists(file.In("copy.duckdb.wal")).ShouldBeFalse();
        await file.CloseAsync();
        Catalog(file.In("copy.duckdb")).ShouldBe(Catalog(file.Path));
        using var instance = DuckDBInstance.Open(file.In("copy.duckdb"));
        using DuckDBConnection copy = instance.Connect();
        DuckFile.Query(copy, "SELECT plus_one(twice::INTEGER) FROM doubled ORDER BY 1").ShouldBe([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
        DuckFile.Query(copy, "INSERT INTO \"other one\".\"we\"\"ird\"(a) VALUES (0) RETURNING n").ShouldBe([11]);
        Should.Throw<DuckDBException>(() => DuckFile.Run(copy, "INSERT INTO child VALUES (-1, -1)")).Message.ShouldContain("foreign key");
    }

    [Fact]
    public async Task A_copy_is_of_one_moment_while_the_own_process_writes_on()
    {
        // Kept open for writing, so that the copy is made on an instance that is written to.
        await using var file = await DuckFile.CreateAsync(options => options.IdleRelease = TimeSpan.FromHours(1));
        await file.Db.ExecuteAsync($"CREATE TABLE u(id INTEGER)", Token);
        await file.Insert(1);
        int written = 0;
        var progress = new Callback(_ =>
        {
            written++;
            file.Insert(100 + written).AsTask().GetAwaiter().GetResult();
            file.Db.ExecuteAsync($"INSERT INTO u VALUES ({written})", Token).AsTask().GetAwaiter().GetResult();
        });

        await file.Db.BackupAsync(file.In("copy.duckdb"), progress: progress, cancellationToken: Token).Within();

        written.ShouldBeGreaterThan(1);
        using var instance = DuckDBInstance.Open(file.In("copy.duckdb"));
        using DuckDBConnection copy = instance.Connect();
        DuckFile.Query(copy, "SELECT id FROM t").ShouldBe([1]);
        DuckFile.Query(copy, "SELECT id FROM u").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancelled_copy_leaves_nothing_and_gives_the_file_back()
    {
        await using var file = await DuckFile.CreateAsync();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Should.ThrowAsync<OperationCanceledException>(() =>
            file.Db.BackupAsync(file.In("copy.duckdb"), progress: new Callback(_ => cancelled.Cancel()), cancellationToken: cancelled.Token).Within());

        Directory.GetFiles(file.In("."), "copy*").ShouldBeEmpty();
        await file.Insert(1);
        (await file.Ids()).ShouldBe([1]);
    }

    [Fact]
    public async Task Rows_that_cannot_be_inserted_one_after_the_other_are_told_and_nothing_is_left()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.Db.ExecuteAsync($"CREATE TABLE node(id INTEGER UNIQUE, up INTEGER REFERENCES node(id), name VARCHAR)", Token);
        // Two of one key: their copies would be taken for one.
        await file.Db.ExecuteAsync($"INSERT INTO node VALUES (NULL, NULL, 'a')", Token);
        await file.Db.ExecuteAsync($"INSERT INTO node VALUES (1, NULL, 'b')", Token);
        await file.Db.ExecuteAsync($"INSERT INTO node VALUES (NULL, 1, 'c')", Token);

        IOException error = await Should.ThrowAsync<IOException>(() => file.Db.BackupAsync(file.In("copy.duckdb"), cancellationToken: Token));

        error.Message.ShouldStartWith("1 of 3 rows of node refer to each other");
        Directory.GetFiles(file.In("."), "copy*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_copy_with_a_flipped_bit_is_not_sound()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.Db.ExecuteAsync($"CREATE TABLE u AS SELECT random() AS r FROM range(500000)", Token);
        string copy = file.In("copy.duckdb");
        await file.Db.BackupAsync(copy, cancellationToken: Token);
        var maintenance = new DuckDBMaintenance(file.Path);
        maintenance.Verify(copy, Token);

        byte[] bytes = await File.ReadAllBytesAsync(copy, Token);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(copy, bytes, Token);

        Should.Throw<SharedDatabaseException>(() => maintenance.Verify(copy, Token)).Kind.ShouldBe(SharedDatabaseErrorKind.Damaged);
    }

    [Fact]
    public async Task A_checkpoint_puts_what_a_killed_process_left_into_the_file()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.CloseAsync();
        using (ChildProcess child = await ChildProcess.StartAsync("duckdb", file.Path))
        {
            (await child.AskAsync("write 1 3")).ShouldBe("1");
            (await child.AnswerAsync(), await child.AnswerAsync(), await child.AnswerAsync()).ShouldBe(("2", "3", "written"));
            child.Kill();
        }

        new FileInfo(file.Wal).Length.ShouldBeGreaterThan(0);
        file.Reopen();
        var report = await file.Db.CheckpointAsync(cancellationToken: Token);

        (report.HeldBack, report.WalBytes).ShouldBe((false, 0));
        (await file.Ids()).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_vacuum_is_refused_with_what_to_do_in_its_place()
    {
        await using var file = await DuckFile.CreateAsync();
        foreach (Func<Task> vacuum in (Func<Task>[])[() => file.Db.VacuumAsync(cancellationToken: Token), () => file.Db.RewriteAsync(cancellationToken: Token)])
        {
            SharedDatabaseException error = await Should.ThrowAsync<SharedDatabaseException>(vacuum);
            error.Kind.ShouldBe(SharedDatabaseErrorKind.Unsupported);
            error.Message.ShouldContain("lockkeeper backup");
        }
    }

    [Theory]
    [InlineData("TIMESTAMP", TimeFormat.Text, "now()::TIMESTAMPTZ AT TIME ZONE 'UTC' - INTERVAL (h) HOUR")]
    [InlineData("TIMESTAMPTZ", TimeFormat.Text, "now() - INTERVAL (h) HOUR")]
    [InlineData("DATE", TimeFormat.Text, "(now() - INTERVAL (24 * h) HOUR)::DATE")]
    [InlineData("VARCHAR", TimeFormat.Text, "(epoch_ms(epoch_ms(now()) - 3600000 * h))::VARCHAR")]
    [InlineData("DOUBLE", TimeFormat.Unix, "epoch(now()) - 3600 * h")]
    [InlineData("BIGINT", TimeFormat.UnixMilliseconds, "epoch_ms(now()) - 3600000 * h")]
    public async Task Rows_older_than_a_limit_go_whatever_type_their_time_has(string type, TimeFormat format, string time)
    {
        await using var file = await DuckFile.CreateAsync();
        await file.Write(tx => DuckFile.Run(
            tx.Connection, $"CREATE TABLE visit(hours INTEGER, moment {type}); INSERT INTO visit SELECT h, {time} FROM range(0, 50, 5) r(h); INSERT INTO visit VALUES (-1, NULL)"));
        TimeSpan age = type == "DATE" ? TimeSpan.FromDays(22.5) : TimeSpan.FromHours(22.5);
        var policy = new RetentionPolicy { BatchSize = 2, Rules = [new RetentionRule { Table = "VISIT", Column = "Moment", Age = age, Format = format }] };

        (await policy.CountAsync(file.Db, Token)).ShouldHaveSingleItem().Rows.ShouldBe(5);
        (await policy.ApplyAsync(file.Db, cancellationToken: Token)).ShouldHaveSingleItem().Rows.ShouldBe(5);
        (await file.Read(connection => DuckFile.Query(connection, "SELECT hours FROM visit ORDER BY 1"))).ShouldBe([-1, 0, 5, 10, 15, 20]);
    }

    [Theory]
    [InlineData("There is no table nowhere in the database.", "nowhere", "moment", TimeFormat.Text)]
    [InlineData("seen is a view; name the table that it reads.", "seen", "moment", TimeFormat.Text)]
    [InlineData("The table visit has no column day.", "visit", "day", TimeFormat.Text)]
    [InlineData("visit.moment is of the type TIMESTAMP, not a number; say \"format\": \"text\".", "visit", "moment", TimeFormat.Unix)]
    [InlineData("visit.n is of the type BIGINT, which is no time; say \"format\": \"unix\" for seconds since 1970, or \"unixms\" for milliseconds.", "visit", "n", TimeFormat.Text)]
    [InlineData("visit.n holds times beyond the year 2900 as seconds since 1970; say \"format\": \"unixms\" if they are milliseconds.", "visit", "n", TimeFormat.Unix)]
    public async Task A_limit_that_does_not_fit_the_table_deletes_nothing(string sentence, string table, string column, TimeFormat format)
    {
        await using var file = await DuckFile.CreateAsync();
        await file.Write(tx => DuckFile.Run(
            tx.Connection, "CREATE TABLE visit(moment TIMESTAMP, n BIGINT); CREATE VIEW seen AS FROM visit; INSERT INTO visit VALUES ('2000-01-01', 1000000000000)"));
        var policy = new RetentionPolicy { Rules = [new RetentionRule { Table = table, Column = column, Age = TimeSpan.FromDays(1), Format = format }] };

        (await Should.ThrowAsync<RetentionPolicyException>(() => policy.ApplyAsync(file.Db, cancellationToken: Token))).Message.ShouldBe(sentence);
        (await file.Read(connection => DuckFile.Query(connection, "SELECT count(*)::INTEGER FROM visit"))).ShouldBe([1]);
    }

    // What there is, and what is in it.
    private static List<string> Catalog(string path)
    {
        using var instance = DuckDBInstance.Open(path);
        using DuckDBConnection connection = instance.Connect();
        List<string> all = Texts(connection, "SELECT format('{}.{} {} {}', schema_name, table_name, sql, coalesce(comment, '')) FROM duckdb_tables() ORDER BY 1");
        all.AddRange(Texts(connection, "SELECT sql FROM duckdb_views() WHERE NOT internal UNION ALL SELECT sql FROM duckdb_indexes() UNION ALL SELECT function_name FROM duckdb_functions() WHERE NOT internal ORDER BY 1"));
        foreach (string table in Texts(connection, "SELECT '\"' || schema_name || '\".\"' || replace(table_name, '\"', '\"\"') || '\"' FROM duckdb_tables() ORDER BY 1"))
            all.AddRange(Texts(connection, $"SELECT '{table.Replace("'", "''", StringComparison.Ordinal)} ' || count(*) || ' ' || coalesce(sum(hash(r)), 0) FROM {table} AS r"));
        return all;
    }

    private static List<string> Texts(DuckDBConnection connection, string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using DuckDBDataReader reader = command.ExecuteReader();
        List<string> texts = [];
        while (reader.Read()) texts.Add(reader.GetString(0));
        return texts;
    }

    private sealed class Callback(Action<BackupProgress> report) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => report(value);
    }
}
