using System.Globalization;
using System.Text.Json;
using Lockkeeper.Cli.Backup;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Maintaining;
using Lockkeeper.Tests.Sqlite;

namespace Lockkeeper.Tests.Cli;

/// <summary><c>backup</c>, <c>checkpoint</c>, <c>vacuum</c> and <c>retain</c>, as an operator runs them.</summary>
public sealed class MaintenanceVerbsTests
{
    private const int Good = 0;
    private const int BadUsage = 2;
    private const int Held = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Backup_copies_a_file_that_a_writer_has_in_its_hands()
    {
        await using var file = new MaintainedFile("CREATE TABLE t(a); INSERT INTO t VALUES (1)");
        using var writing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Task write = file.Db.WriteAsync(
            transaction =>
            {
                transaction.Execute($"INSERT INTO t VALUES (2)");
                writing.Set();
                goOn.Wait(Token);
            },
            Token);
        try
        {
            writing.Wait(Token);
            ToolResult result = await ToolProcess.RunAsync("backup", file.Path, file.In("copy.db"));
            result.Status.ShouldBe(Good, result.Error);
            result.Output.ShouldStartWith($"{file.In("copy.db")}: 8 KiB, checked; the state of ");
        }
        finally
        {
            goOn.Set();
        }

        await write.Within();
        MaintainedFile.Query<long>(file.In("copy.db"), "SELECT a FROM t").ShouldBe([1], "what was not committed is not in it");

        ToolResult again = await ToolProcess.RunAsync("backup", file.Path, file.In("copy.db"));
        again.ShouldBe(new ToolResult(BadUsage, "", $"lockkeeper: '{file.In("copy.db")}' is there already. Give the backup another name, or use --overwrite.\n"));
        ToolResult json = await ToolProcess.RunAsync("backup", file.Path, file.In("copy.db"), "--overwrite", "--json");
        JsonDocument.Parse(json.Output).RootElement.GetProperty("file").GetString().ShouldBe(file.In("copy.db"));
        MaintainedFile.Query<long>(file.In("copy.db"), "SELECT count(*) FROM t").ShouldBe([2]);
    }

    [Fact]
    public async Task Backup_every_keeps_the_newest_copies_and_deletes_no_other_file()
    {
        await using var file = new MaintainedFile("CREATE TABLE t(a)");
        string[] others = ["copy.db", "copy-notes.db", "copy-20200101T000000Z.txt", "copy-2020.db"];
        foreach (string other in others) await File.WriteAllTextAsync(file.In(other), "mine", Token);
        await File.WriteAllTextAsync(file.In("copy-20200101T000000Z.db"), "an old copy", Token);
        await File.WriteAllTextAsync(file.In("copy-20200102T000000Z.db"), "an old copy", Token);
        await File.WriteAllTextAsync(file.In("copy-20200103T000000Z.db"), "one that somebody has open", Token);
        await File.WriteAllTextAsync(file.In("copy-20200103T000000Z.db-wal"), "its log", Token);
        using var stop = new CancellationTokenSource();
        int made = 0;
        var rotation = new Rotation(file.Db, file.In("copy.db"), TimeSpan.FromMilliseconds(1_001), keep: 2, _ =>
        {
            if (++made == 2) stop.Cancel();
        },
        failure => failure.ShouldBeNull());

        (await rotation.RunAsync(stop.Token).Within()).ShouldBe(Good);

        string[] copies = [.. file.Names().Where(name => name.StartsWith("copy-20", StringComparison.Ordinal) && name.EndsWith("Z.db", StringComparison.Ordinal))];
        copies.Length.ShouldBe(3);
        copies[0].ShouldBe("copy-20200103T000000Z.db");
        copies.Skip(1).ShouldAllBe(name => string.CompareOrdinal(name, "copy-2021") > 0);
        foreach (string other in others) File.Exists(file.In(other)).ShouldBeTrue(other);
        MaintainedFile.Query<string>(file.In(copies[^1]), "PRAGMA integrity_check").ShouldBe(["ok"]);
    }

    [Fact]
    public async Task Checkpoint_empties_the_WAL_or_names_the_reader_that_holds_it_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Programs without Lockkeeper are seen on Linux only.");
        await using var file = new MaintainedFile("CREATE TABLE t(a)");
        await file.Db.ExecuteAsync($"INSERT INTO t VALUES (1)", Token);
        using (var reader = PythonProgram.Run(file.Path, "con.execute('begin')\ncon.execute('select * from t').fetchall()\nready()"))
        {
            await file.Db.ExecuteAsync($"INSERT INTO t VALUES (2)", Token);
            ToolResult held = await ToolProcess.RunAsync("checkpoint", file.Path);
            held.Status.ShouldBe(Held, held.Error);
            held.Output.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"process {reader.Id} (python"));
        }

        ToolResult done = await ToolProcess.RunAsync("checkpoint", file.Path);
        done.ShouldBe(new ToolResult(Good, "All is in the database, and the WAL is empty.\n", ""));
        JsonElement json = JsonDocument.Parse((await ToolProcess.RunAsync("checkpoint", file.Path, "--json")).Output).RootElement;
        json.GetProperty("heldBack").GetBoolean().ShouldBeFalse();
        json.GetProperty("walBytes").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task Vacuum_gives_pages_back_after_a_full_one_made_the_file_for_it()
    {
        await using var file = new MaintainedFile("CREATE TABLE t(a); INSERT INTO t VALUES (zeroblob(5000000)); DELETE FROM t");
        ToolResult refused = await ToolProcess.RunAsync("vacuum", file.Path);
        refused.Status.ShouldBe(BadUsage);
        refused.Error.ShouldContain("vacuum --full");

        (await ToolProcess.RunAsync("vacuum", file.Path, "--full")).ShouldBe(new ToolResult(Good, "4.8 MiB became 12 KiB.\n", ""));
        await file.Db.ExecuteAsync($"INSERT INTO t VALUES (zeroblob(5000000))", Token);
        await file.Db.ExecuteAsync($"DELETE FROM t", Token);
        await file.Db.DisposeAsync();
        (await ToolProcess.RunAsync("vacuum", file.Path)).ShouldBe(new ToolResult(Good, "4.8 MiB became 12 KiB.\n", ""));
    }

    [Fact]
    public async Task Retain_deletes_what_the_policy_says_and_counts_only_in_a_dry_run()
    {
        await using var file = new MaintainedFile("CREATE TABLE visits(at); INSERT INTO visits VALUES ('2001-01-01'), ('2999-01-01'), (NULL)");
        await File.WriteAllTextAsync(file.In("policy.json"), """{ "rules": [ { "table": "visits", "column": "at", "age": "30d" } ] }""", Token);

        (await ToolProcess.RunAsync("retain", file.Path, file.In("policy.json"), "--dry-run")).ShouldBe(new ToolResult(Good, "visits: 1 row older than 30 days would go.\n", ""));
        MaintainedFile.Query<long>(file.Path, "SELECT count(*) FROM visits").ShouldBe([3]);
        (await ToolProcess.RunAsync("retain", file.Path, file.In("policy.json"))).ShouldBe(new ToolResult(Good, "visits: 1 row older than 30 days deleted.\n", ""));
        MaintainedFile.Query<long>(file.Path, "SELECT count(*) FROM visits").ShouldBe([2]);
        JsonElement json = JsonDocument.Parse((await ToolProcess.RunAsync("retain", file.Path, file.In("policy.json"), "--json")).Output).RootElement;
        json.GetProperty("rows").GetInt64().ShouldBe(0);
        json.GetProperty("ageSeconds").GetDouble().ShouldBe(30 * 86_400);

        await File.WriteAllTextAsync(file.In("policy.json"), "{ \"rules\": [\n { \"table\": \"visits\", \"column\": \"at\", \"age\": \"30\" } ] }", Token);
        ToolResult broken = await ToolProcess.RunAsync("retain", file.Path, file.In("policy.json"));
        broken.Status.ShouldBe(BadUsage);
        broken.Error.ShouldStartWith("lockkeeper: policy.json, line 2: age must be a whole number and its unit");
    }

    [Theory]
    [InlineData("backup needs a DATABASE and a FILE; see lockkeeper backup --help.", "backup")]
    [InlineData("backup needs a FILE to copy to; see lockkeeper backup --help.", "backup", "none.db")]
    [InlineData("There is no file 'none.db'.", "backup", "none.db", "copy.db")]
    [InlineData("--keep goes with --every.", "backup", "none.db", "copy.db", "--keep", "2")]
    [InlineData("--overwrite does not go with --every, whose copies have a name each.", "backup", "none.db", "copy.db", "--every", "1h", "--overwrite")]
    [InlineData("--every must be a whole number and its unit, such as 90s, 15m, 24h or 7d, up to 30d, not '60'.", "backup", "none.db", "copy.db", "--every", "60")]
    [InlineData("--timeout must be a number of seconds from 0 to 3,600, not 'long'.", "backup", "none.db", "copy.db", "--timeout", "long")]
    [InlineData("There is no file 'none.db'.", "checkpoint", "none.db")]
    [InlineData("checkpoint needs a DATABASE; see lockkeeper checkpoint --help.", "checkpoint")]
    [InlineData("There is no file 'none.db'.", "vacuum", "none.db", "--full")]
    [InlineData("vacuum needs a DATABASE; see lockkeeper vacuum --help.", "vacuum")]
    [InlineData("There is no file 'none.db'.", "retain", "none.db", "policy.json")]
    [InlineData("retain needs a DATABASE and a POLICY; see lockkeeper retain --help.", "retain")]
    public async Task A_wrong_command_line_is_one_sentence(string sentence, params string[] arguments) =>
        (await ToolProcess.RunAsync(arguments)).ShouldBe(new ToolResult(BadUsage, "", $"lockkeeper: {sentence}\n"));

    [Theory]
    [InlineData("backup")]
    [InlineData("checkpoint")]
    [InlineData("vacuum")]
    [InlineData("retain")]
    public async Task What_is_no_database_and_what_may_not_be_there_change_nothing(string verb)
    {
        await using var file = new MaintainedFile("CREATE TABLE t(a)");
        await File.WriteAllTextAsync(file.In("policy.json"), """{ "rules": [ { "table": "t", "column": "a", "age": "1d" } ] }""", Token);
        await File.WriteAllTextAsync(file.In("notes.txt"), string.Concat(Enumerable.Repeat("not a database\n", 100)), Token);
        string[] before = file.Names();
        string[] rest = verb switch { "backup" => [file.In("copy.db")], "retain" => [file.In("policy.json")], _ => [] };

        ToolResult text = await ToolProcess.RunAsync([verb, file.In("notes.txt"), .. rest]);
        text.Status.ShouldBe(BadUsage);
        text.Error.ShouldStartWith("lockkeeper: ");
        text.Error.ShouldContain("notes.txt");
        text.Error.TrimEnd('\n').ShouldNotContain("\n");
        ToolResult folder = await ToolProcess.RunAsync([verb, file.In("."), .. rest]);
        folder.ShouldBe(new ToolResult(BadUsage, "", $"lockkeeper: '{file.In(".")}' is a directory; name a database file.\n"));

        file.Names().ShouldBe(before);
    }
}
