using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Maintaining;

public sealed class BackupTests
{
    private const string TwoMegabytes = "CREATE TABLE big(a); WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20) INSERT INTO big SELECT zeroblob(100000) FROM n;";
    private const string Pairs = "CREATE TABLE pairs(id INTEGER PRIMARY KEY, v);";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_made_while_others_write_is_sound_and_holds_whole_transactions_up_to_its_moment()
    {
        await using var file = new MaintainedFile(TwoMegabytes + Pairs);
        SharedDatabase db = file.Db;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        long acknowledged = 0;
        Task[] writers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await db.WriteAsync(tx => tx.Execute($"INSERT INTO pairs(v) VALUES (1)") + tx.Execute($"INSERT INTO pairs(v) VALUES (2)"));
                Interlocked.Increment(ref acknowledged);
            }
        }))];
        await Waiting.Until(() => Interlocked.Read(ref acknowledged) > 100, "the writers to write");

        long before = Interlocked.Read(ref acknowledged);
        BackupResult result = await db.BackupAsync(file.In("copy.db"), cancellationToken: Token);
        await stop.CancelAsync();
        await Task.WhenAll(writers).Within();

        MaintainedFile.Query<string>(result.Path, "PRAGMA integrity_check").ShouldBe(["ok"]);
        MaintainedFile.Query<string>(result.Path, "PRAGMA journal_mode").ShouldBe(["delete"], "no WAL belongs to it");
        long pairs = MaintainedFile.Query<long>(result.Path, "SELECT count(*) FROM pairs").Single();
        (pairs % 2).ShouldBe(0);
        (pairs / 2).ShouldBeInRange(before, acknowledged);
        result.Bytes.ShouldBe(new FileInfo(result.Path).Length);
        file.Names().ShouldBe(["app.db", "app.db-lockkeeper", "app.db-shm", "app.db-wal", "copy.db"]);
    }

    [Fact]
    public async Task Writers_keep_most_of_their_speed_while_copies_are_made()
    {
        await using var file = new MaintainedFile(Pairs + "CREATE TABLE big(a); WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO big SELECT zeroblob(1000000) FROM n;");
        SharedDatabase db = file.Db;
        // What a busy machine does to one round it does not do to all.
        double best = 0;
        for (int round = 0; round < 5 && best < 0.7; round++)
        {
            double alone = await PaceAsync(db, TimeSpan.FromSeconds(1), beside: null);
            double beside = await PaceAsync(db, TimeSpan.FromSeconds(1), stop => Task.Run(
                async () =>
                {
                    for (int copy = 0; !stop.IsCancellationRequested; copy++)
                        await db.BackupAsync(file.In("copy.db"), new BackupOptions { Overwrite = true });
                },
                CancellationToken.None));
            best = Math.Max(best, beside / alone);
            TestContext.Current.TestOutputHelper?.WriteLine($"{alone:0} writes/s alone, {beside:0} beside copies");
        }

        best.ShouldBeGreaterThanOrEqualTo(0.7);
        MaintainedFile.Query<string>(file.In("copy.db"), "PRAGMA integrity_check").ShouldBe(["ok"]);
    }

    [Fact]
    public async Task A_copy_is_not_ended_by_the_limit_of_other_reads()
    {
        await using var file = new MaintainedFile(TwoMegabytes);
        await using SharedDatabase db = file.Open(options => options.MaxReadDuration = TimeSpan.FromMilliseconds(10));
        bool waited = false;
        BackupResult result = await db.BackupAsync(file.In("copy.db"), progress: new Told<BackupProgress>(_ =>
        {
            if (waited) return;
            waited = true;
            // A read that begins later and is ended by the limit shows that the limit has passed for this one, too.
            db.ReadAsync(
                connection =>
                {
                    using var command = connection.CreateCommand();
                    command.CommandText = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
                    return command.ExecuteScalar();
                },
                Token).FailsWith(SharedDatabaseErrorKind.ReadTooLong).GetAwaiter().GetResult();
        }), cancellationToken: Token);
        waited.ShouldBeTrue();
        MaintainedFile.Query<long>(result.Path, "SELECT count(*) FROM big").ShouldBe([20]);
    }

    [Fact]
    public async Task The_copying_tells_how_far_it_is_and_shows_as_a_reader()
    {
        await using var file = new MaintainedFile(TwoMegabytes);
        var told = new List<BackupProgress>();
        int readers = 0;
        await file.Db.BackupAsync(file.In("copy.db"), progress: new Told<BackupProgress>(progress =>
        {
            told.Add(progress);
            readers = Math.Max(readers, file.Db.GetStatus().Processes.Single().ReadersInUse);
        }), cancellationToken: Token);

        told[^1].CopiedPages.ShouldBe(told[^1].TotalPages);
        told[^1].TotalPages.ShouldBe(new FileInfo(file.In("copy.db")).Length / 4_096);
        readers.ShouldBe(1);
    }

    [Fact]
    public async Task A_cancelled_copy_leaves_nothing()
    {
        await using var file = new MaintainedFile(TwoMegabytes);
        _ = file.Db;
        string[] before = file.Names();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await file.Db.BackupAsync(file.In("copy.db"), progress: new Told<BackupProgress>(_ => cancel.Cancel()), cancellationToken: cancel.Token)
            .FailsWith<OperationCanceledException>();
        file.Names().Except(before).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_has_the_name_is_always_whole()
    {
        await using var file = new MaintainedFile(Pairs);
        await file.Db.BackupAsync(file.In("copy.db"), cancellationToken: Token);
        await file.Db.ExecuteAsync($"INSERT INTO pairs(v) VALUES (1)", Token);

        IOException refused = await file.Db.BackupAsync(file.In("copy.db"), cancellationToken: Token).FailsWith<IOException>();
        refused.Message.ShouldContain("is there already");
        MaintainedFile.Query<long>(file.In("copy.db"), "SELECT count(*) FROM pairs").ShouldBe([0]);

        await file.Db.BackupAsync(file.In("copy.db"), new BackupOptions { Overwrite = true }, cancellationToken: Token);
        MaintainedFile.Query<long>(file.In("copy.db"), "SELECT count(*) FROM pairs").ShouldBe([1]);
    }

    [Fact]
    public async Task A_copy_of_a_damaged_database_is_refused_and_an_older_copy_stays()
    {
        await using var file = new MaintainedFile("CREATE TABLE t(a); WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT 'row ' || i FROM n");
        await File.WriteAllTextAsync(file.In("copy.db"), "older", Token);
        await using (FileStream raw = File.OpenWrite(file.Path))
        {
            raw.Position = 4 * 4_096;
            await raw.WriteAsync(new byte[4_096], Token);
        }

        SharedDatabaseException error = await file.Db.BackupAsync(file.In("copy.db"), new BackupOptions { Overwrite = true }, cancellationToken: Token)
            .FailsWith(SharedDatabaseErrorKind.Damaged);

        error.Message.ShouldContain("lockkeeper doctor --full");
        (await File.ReadAllTextAsync(file.In("copy.db"), Token)).ShouldBe("older");
        file.Names().ShouldNotContain(name => name.Contains("unfinished", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_databases_own_files_a_directory_and_a_missing_directory_are_refused()
    {
        await using var file = new MaintainedFile(Pairs);
        foreach (string suffix in (string[])["", "-wal", "-shm", "-lockkeeper"])
        {
            IOException error = await Should.ThrowAsync<IOException>(() => file.Db.BackupAsync(file.Path + suffix, new BackupOptions { Overwrite = true }, cancellationToken: Token));
            error.Message.ShouldContain("belongs to the database itself");
        }

        (await Should.ThrowAsync<IOException>(() => file.Db.BackupAsync(file.In("."), cancellationToken: Token))).Message.ShouldContain("is a directory");
        (await Should.ThrowAsync<IOException>(() => file.Db.BackupAsync(file.In("none/copy.db"), cancellationToken: Token))).Message.ShouldContain("does not exist");
        await file.Db.ExecuteAsync($"INSERT INTO pairs(v) VALUES (1)", Token);
    }

    // 20,000 writes a second, if nothing holds them up: a group every millisecond. Returns the writes a second.
    private static async Task<double> PaceAsync(SharedDatabase db, TimeSpan time, Func<CancellationToken, Task>? beside)
    {
        using var stop = new CancellationTokenSource();
        Task other = beside?.Invoke(stop.Token) ?? Task.CompletedTask;
        long start = TimeProvider.System.GetTimestamp();
        long writes = 0;
        while (TimeProvider.System.GetElapsedTime(start) is var elapsed && elapsed < time)
        {
            long due = (long)(elapsed.TotalSeconds * 20_000) - writes;
            Task[] group = [.. Enumerable.Range(0, (int)Math.Min(due, 200)).Select(_ => db.ExecuteAsync($"INSERT INTO pairs(v) VALUES (1)").AsTask())];
            await Task.WhenAll(group);
            writes += group.Length;
            if (group.Length == 0) await Task.Yield();
        }

        double rate = writes / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        await stop.CancelAsync();
        await other;
        return rate;
    }
}
