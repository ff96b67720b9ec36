using System.Buffers.Binary;
using Lockkeeper.DuckDB;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.DuckDB.Engine;

/// <summary>What is known to go wrong with DuckDB files, each trap once.</summary>
public sealed class TrapTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Two_opens_of_one_file_share_one_instance_and_lose_no_commit()
    {
        await using var file = await DuckFile.CreateAsync();
        await using var second = file.Open();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(id =>
            (id % 2 == 0 ? file.Db : second).ExecuteAsync($"INSERT INTO t VALUES ({id}, 0)", TestContext.Current.CancellationToken).AsTask()));

        (await file.Ids()).ShouldBe(Enumerable.Range(0, 50));
    }

    [Fact]
    public async Task A_symbolic_link_leads_to_the_same_instance()
    {
        await using var file = await DuckFile.CreateAsync();
        File.CreateSymbolicLink(file.In("link.duckdb"), file.Path);
        await using var second = file.Open(file.In("link.duckdb"));
        await file.Insert(1);

        await second.ExecuteAsync($"INSERT INTO t VALUES (2, 0)", TestContext.Current.CancellationToken);

        second.DatabasePath.ShouldBe(file.Path);
        (await file.Ids()).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task An_instance_beside_Lockkeeper_in_one_process_is_refused_with_a_reason()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.CloseAsync();
        file.Reopen();
        using var beside = DuckDBInstance.Open(file.Path);

        var error = await Should.ThrowAsync<SharedDatabaseException>(async () => await file.Insert(1));

        error.Kind.ShouldBe(SharedDatabaseErrorKind.Unsupported);
        error.Message.ShouldContain("lose each other's commits");
    }

    [Fact]
    public async Task Work_that_catches_an_error_and_goes_on_is_not_taken_for_committed()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.Insert(1);

        var error = await Should.ThrowAsync<SharedDatabaseException>(() => file.Write(tx =>
        {
            DuckFile.Run(tx.Connection, "INSERT INTO t VALUES (2, 0)");
            Should.Throw<DuckDBException>(() => DuckFile.Run(tx.Connection, "INSERT INTO t VALUES (1, 0)"));
        }));

        error.Message.ShouldContain("nothing was written");
        error.InnerException.ShouldBeOfType<DuckDBException>().Message.ShouldContain("constraint", Case.Insensitive);
        (await file.Ids()).ShouldBe([1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_conflict_runs_the_whole_work_again_also_where_the_work_hid_it(bool hidden)
    {
        await using var file = await DuckFile.CreateAsync();
        await file.Insert(1);
        using var rival = Rival(file);
        DuckFile.Run(rival, "BEGIN");
        DuckFile.Run(rival, "UPDATE t SET v = 5 WHERE id = 1");
        var runs = 0;

        await file.Write(tx =>
        {
            DuckFile.Run(tx.Connection, $"INSERT INTO t VALUES ({10 + runs}, 0)");
            if (++runs == 1)
            {
                var conflict = Should.Throw<DuckDBException>(() => DuckFile.Run(tx.Connection, "UPDATE t SET v = v + 1 WHERE id = 1"));
                conflict.Message.ShouldContain("onflict");
                DuckFile.Run(rival, "COMMIT");
                if (hidden) return;
                throw conflict;
            }

            DuckFile.Run(tx.Connection, "UPDATE t SET v = v + 1 WHERE id = 1");
        });

        runs.ShouldBe(2);
        (await file.Ids()).ShouldBe([1, 11]);
        (await file.Read(connection => DuckFile.Query(connection, "SELECT v FROM t WHERE id = 1"))).ShouldBe([6]);
    }

    [Fact]
    public async Task A_constraint_that_breaks_at_commit_is_not_tried_again()
    {
        await using var file = await DuckFile.CreateAsync();
        using var rival = Rival(file);
        var runs = 0;

        var error = await Should.ThrowAsync<DuckDBException>(() => file.Write(tx =>
        {
            runs++;
            DuckFile.Run(tx.Connection, "INSERT INTO t VALUES (1, 0)");
            DuckFile.Run(rival, "INSERT INTO t VALUES (1, 7)");
        }));

        error.Message.ShouldContain("constraint", Case.Insensitive);
        error.ErrorType.ShouldBe(DuckDBErrorType.Transaction);
        runs.ShouldBe(1);
        (await file.Ids()).ShouldBe([1]);
    }

    [Fact]
    public async Task A_committed_write_whose_checkpoint_fails_is_a_success_with_a_log_line()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.Write(tx => DuckFile.Run(tx.Connection, "SET GLOBAL checkpoint_threshold = '1KB'"));
        await file.Write(tx => DuckFile.Run(tx.Connection, "SET GLOBAL auto_checkpoint_skip_wal_threshold = 1000000000"));
        await file.Write(tx => DuckFile.Run(tx.Connection, "SET GLOBAL debug_checkpoint_abort = 'before_header'"));

        (await file.Write(tx => DuckFile.Run(tx.Connection, "INSERT INTO t SELECT i, 0 FROM range(200) r(i)"))).ShouldBe(200);

        file.Log.Entries.ShouldContain(entry => entry.Event == 350);
        (await file.Insert(5000)).ShouldBe(1);
        (await file.Ids()).Count.ShouldBe(201);
    }

    [Fact]
    public async Task A_file_that_cannot_be_checkpointed_as_it_is_closed_keeps_its_commits_in_the_WAL()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.Write(tx => DuckFile.Run(tx.Connection, "SET GLOBAL debug_checkpoint_abort = 'before_header'"));
        await file.Insert(1);

        await file.CloseAsync();

        file.Log.Entries.ShouldContain(entry => entry.Event == 351);
        file.Reopen();
        (await file.Ids()).ShouldBe([1]);
    }

    [Fact]
    public async Task A_foreign_process_is_waited_for_to_the_deadline_and_named()
    {
        await using var file = await DuckFile.CreateAsync(options => options.ReadTimeout = TimeSpan.FromSeconds(1));
        await file.CloseAsync();
        file.Reopen();
        using var child = await ChildProcess.StartAsync("duckdb", file.Path);
        (await child.AskAsync("open")).ShouldBe("opened");

        var write = await Should.ThrowAsync<SharedDatabaseException>(
            async () => await file.Insert(1, options: new WriteOptions { Timeout = TimeSpan.FromSeconds(1) }));
        var read = await Should.ThrowAsync<SharedDatabaseException>(file.Ids);

        write.Kind.ShouldBe(SharedDatabaseErrorKind.WriteTimeout);
        write.Message.ShouldContain($"Process {child.Id}");
        read.Kind.ShouldBe(SharedDatabaseErrorKind.ReadTimeout);
        var waiting = file.Insert(2).AsTask();
        (await child.AskAsync("close")).ShouldBe("closed");
        (await waiting.WaitAsync(Soon, TestContext.Current.CancellationToken)).ShouldBe(1);
        (await file.Ids()).ShouldBe([2]);
    }

    [Fact]
    public async Task A_WAL_that_cannot_be_replayed_is_explained_and_kept()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.Write(tx => DuckFile.Run(tx.Connection, "SET GLOBAL debug_checkpoint_abort = 'before_header'"));
        await file.Insert(1);
        await file.CloseAsync();
        var broken = await File.ReadAllBytesAsync(file.Wal, TestContext.Current.CancellationToken);
        broken.AsSpan(broken.Length / 4, broken.Length / 2).Fill(0xa5);
        await File.WriteAllBytesAsync(file.Wal, broken, TestContext.Current.CancellationToken);
        file.Reopen();

        var write = await Should.ThrowAsync<SharedDatabaseException>(async () => await file.Insert(2));
        var read = await Should.ThrowAsync<SharedDatabaseException>(file.Ids);

        foreach (var error in new[] { write, read })
        {
            error.Kind.ShouldBe(SharedDatabaseErrorKind.CannotOpen);
            error.Message.ShouldContain(file.Wal);
        }

        await file.CloseAsync();
        (await File.ReadAllBytesAsync(file.Wal, TestContext.Current.CancellationToken)).ShouldBe(broken);
    }

    [Fact]
    public async Task A_file_of_a_newer_storage_version_is_explained_and_kept()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.CloseAsync();
        var newer = await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken);

        // The checksum of the header, the four letters DUCK, the version (https://duckdb.org/docs/stable/internals/storage).
        BinaryPrimitives.WriteUInt64LittleEndian(newer.AsSpan(12), 9999);
        BinaryPrimitives.WriteUInt64LittleEndian(newer, Checksum(newer.AsSpan(8, 4096 - 8)));
        await File.WriteAllBytesAsync(file.Path, newer, TestContext.Current.CancellationToken);
        file.Reopen();

        var error = await Should.ThrowAsync<SharedDatabaseException>(file.Ids);

        error.Kind.ShouldBe(SharedDatabaseErrorKind.CannotOpen);
        error.Message.ShouldContain("newer");
        await file.CloseAsync();
        (await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken)).ShouldBe(newer);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_kept()
    {
        var folder = Directory.CreateTempSubdirectory("lockkeeper-duck-");
        var path = Path.Combine(folder.FullName, "text.duckdb");
        await File.WriteAllTextAsync(path, "id,name\n1,a\n", TestContext.Current.CancellationToken);

        await using (var database = DuckDBDatabase.Open(path))
        {
            var error = await Should.ThrowAsync<SharedDatabaseException>(
                async () => await database.ExecuteAsync($"CREATE TABLE t(a INTEGER)", TestContext.Current.CancellationToken));
            error.Kind.ShouldBe(SharedDatabaseErrorKind.CannotOpen);
        }

        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe("id,name\n1,a\n");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_that_is_deleted_between_two_leases_is_not_made_anew_in_silence()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.CloseAsync();
        file.Reopen();
        File.Delete(file.Path);

        var error = await Should.ThrowAsync<SharedDatabaseException>(async () => await file.Insert(1));

        error.Kind.ShouldBe(SharedDatabaseErrorKind.DatabaseReplaced);
        File.Exists(file.Path).ShouldBeFalse();
    }

    // As DuckDB computes it for the blocks of a file.
    private static ulong Checksum(ReadOnlySpan<byte> block)
    {
        var sum = 5381UL;
        for (; block.Length >= 8; block = block[8..]) sum ^= BinaryPrimitives.ReadUInt64LittleEndian(block) * 0xbf58476d1ce4e5b9;
        return sum;
    }

    // A connection of the open instance that goes its own way, as no code outside of the tests can have one.
    private static DuckDBConnection Rival(DuckFile file) => file.ConnectBeside();
}
