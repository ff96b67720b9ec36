using System.Globalization;
using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults;

/// <summary>Programs on the same file that know nothing of Lockkeeper.</summary>
public sealed class ForeignTests(ITestOutputHelper output) : FaultTest(output)
{
    private const string PythonHolder = """
        import os, sqlite3, sys
        db = sqlite3.connect(sys.argv[1], isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO entry(worker, sequence, kind) VALUES (-1, 1, 0)")
        print("holding", os.getpid(), flush=True)
        sys.stdin.readline()
        db.execute("COMMIT")
        print("released", flush=True)
        """;

    private const string PythonWriter = """
        import os, select, sqlite3, sys
        db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
        # Two that checkpoint at once can meet a bug of SQLite itself (see KnownBugs): that is not what is tested.
        db.execute("PRAGMA wal_autocheckpoint = 0")
        print("ready", flush=True)
        n = 0
        while not select.select([sys.stdin], [], [], 0)[0]:
            n += 1
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO entry(worker, sequence, kind) VALUES (-1, ?, 0)", (n,))
            db.execute("COMMIT")
        print(n, flush=True)
        """;

    [Fact]
    public async Task Python_that_holds_the_lock_past_the_deadline_is_named_and_waited_for()
    {
        await CreateDatabaseAsync();
        using var writer = await StartTalkAsync();
        using var python = Keep(Child.StartProgram("python3", "-c", PythonHolder, DatabasePath));
        var process = (await python.AnswerAsync())!.Split(' ')[1];

        // Past the write's own deadline, and past all retries.
        ShouldNameForeigner(await writer.AskAsync("write PastItsDeadline 300 1 1"), process, "python3");
        ShouldNameForeigner(await writer.AskAsync("write PastAllRetries 100000 1 2"), process, "python3");
        writer.Errors.Count(line => line.StartsWith("100 Warning", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(5);
        writer.Errors.ShouldContain(line => line.StartsWith("101 Error Database locked in PastAllRetries after 5 retries", StringComparison.Ordinal));

        (await python.AskAsync("commit")).ShouldBe("released");
        (await writer.AskAsync("write Afterwards 60000 1 3")).ShouldBe("written");
        await ShouldHoldAsync(writer, "-1.1 1.3");
    }

    [Fact]
    public async Task Sqlite_shell_that_holds_the_lock_past_the_deadline_is_named_and_waited_for()
    {
        await CreateDatabaseAsync();
        using var writer = await StartTalkAsync();
        using var shell = Keep(StartShell());
        shell.Tell("BEGIN IMMEDIATE; INSERT INTO entry(worker, sequence, kind) VALUES (-1, 1, 0); SELECT 'holding';");
        await shell.ExpectAsync("holding");

        ShouldNameForeigner(
            await writer.AskAsync("write PastItsDeadline 300 1 1"), shell.Id.ToString(CultureInfo.InvariantCulture), "sqlite3");

        // It commits while the next write is between two of its retries.
        writer.Tell("write WhileItCommits 60000 1 2");
        await Task.Delay(Random.Next(400), Cancel);
        shell.Tell("COMMIT; SELECT 'released';");
        await shell.ExpectAsync("released");
        (await writer.AnswerAsync()).ShouldBe("written");
        await ShouldHoldAsync(writer, "-1.1 1.2");
    }

    [Fact]
    public async Task Program_that_writes_all_the_time_does_not_keep_workers_from_writing()
    {
        await CreateDatabaseAsync();
        using var python = Keep(Child.StartProgram("python3", "-c", PythonWriter, DatabasePath));
        await python.ExpectAsync("ready");
        var workers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => StartWorkAsync(2, "readers=1", "pause=2", "checkpoint=100")));
        await Task.Delay(Seed.Duration / 4, Cancel);
        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel))
        {
            patience.CancelAfter(Child.Patience);
            while (Ledger.Read(LogDirectory).Acknowledged < 20) await Task.Delay(50, patience.Token);
        }

        foreach (var worker in workers) await worker.StopAsync();
        var foreign = long.Parse(await python.AskAsync("stop"), CultureInfo.InvariantCulture);
        await python.EndAsync();

        var ledger = Verify();
        ledger.Acknowledged.ShouldBeGreaterThan(0);
        ledger.Failures.ShouldAllBe(failure => failure.StartsWith("WriteTimeout"));
        using var connection = Plain(DatabasePath);
        Ask(connection, "SELECT count(*) FROM entry WHERE worker = -1").ShouldBe(foreign);
        Output.WriteLine($"{ledger.Acknowledged} acknowledged, {ledger.Failures.Count} timed out, {foreign} of the other program");
    }

    // The shell is the system's where there is one; Python has the same library and stands in for it elsewhere.
    private Child StartShell() => Mount.Run("sqlite3", "-version")
        ? Child.StartProgram("sqlite3", "-batch", DatabasePath)
        : Child.StartProgram("python3", "-uc", """
            import sqlite3, sys
            # sqlite3, the shell, is not installed
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            for line in sys.stdin:
                for statement in filter(str.strip, line.split(";")):
                    for row in db.execute(statement): print(row[0], flush=True)
            """, DatabasePath);

    private static void ShouldNameForeigner(string error, string process, string program)
    {
        error.ShouldStartWith("error WriteTimeout ");
        error.ShouldContain($"Process {process} (");
        error.ShouldContain(program);
        error.ShouldMatch("which does not use Lockkeeper, holds sqlite.s [a-z, -]*write");
    }

    private async Task ShouldHoldAsync(Child writer, string entries)
    {
        (await writer.AskAsync("close")).ShouldBe("closed");
        using var connection = Plain(DatabasePath);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat(worker || '.' || sequence, ' ') FROM (SELECT * FROM entry ORDER BY n)";
        command.ExecuteScalar().ShouldBe(entries);
    }
}
