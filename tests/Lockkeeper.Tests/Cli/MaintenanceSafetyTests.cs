using Lockkeeper.Cli;
using Lockkeeper.Cli.Backup;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Locking;
using Lockkeeper.Tests.Maintaining;

namespace Lockkeeper.Tests.Cli;

/// <summary>What the maintenance verbs leave alone, and how they go on after a failure.</summary>
public sealed class MaintenanceSafetyTests
{
    private const int Good = 0;
    private const int BadUsage = 2;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("backup")]
    [InlineData("checkpoint")]
    [InlineData("vacuum")]
    [InlineData("retain")]
    public async Task An_empty_file_stays_empty(string verb)
    {
        await using var file = new MaintainedFile("CREATE TABLE t(a)");
        await File.WriteAllTextAsync(file.In("policy.json"), """{ "rules": [ { "table": "t", "column": "a", "age": "1d" } ] }""", Token);
        await File.WriteAllBytesAsync(file.In("empty.db"), [], Token);
        string[] before = file.Names();
        string[] rest = verb switch { "backup" => [file.In("copy.db")], "retain" => [file.In("policy.json")], _ => [] };

        ToolResult result = await ToolProcess.RunAsync([verb, file.In("empty.db"), .. rest]);

        result.ShouldBe(new ToolResult(BadUsage, "", $"lockkeeper: '{file.In("empty.db")}' is empty: there is no database in it.\n"));
        new FileInfo(file.In("empty.db")).Length.ShouldBe(0);
        file.Names().ShouldBe(before);
    }

    [Theory]
    [InlineData("none/copy.db", "The directory '{0}/none' does not exist. Create it first.")]
    [InlineData("policy", "'{0}/policy' is a directory. Give the name of a file in it.")]
    [InlineData("app.db", "'{0}/app.db' is there already. Give the backup another name, or use --overwrite.")]
    public async Task A_backup_that_cannot_go_where_it_should_does_not_even_switch_the_file_to_WAL(string target, string sentence)
    {
        await using var file = new MaintainedFile("CREATE TABLE t(a)");
        Directory.CreateDirectory(file.In("policy"));
        byte[] before = await File.ReadAllBytesAsync(file.Path, Token);

        ToolResult result = await ToolProcess.RunAsync("backup", file.Path, file.In(target));

        result.ShouldBe(new ToolResult(BadUsage, "", $"lockkeeper: {string.Format(System.Globalization.CultureInfo.InvariantCulture, sentence, Path.GetDirectoryName(file.Path))}\n"));
        (await File.ReadAllBytesAsync(file.Path, Token)).ShouldBe(before);
        file.Names().ShouldBe(["app.db"]);
    }

    [Fact]
    public async Task Overwrite_does_not_reach_the_database_through_a_linked_directory()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need a right there.");
        await using var file = new MaintainedFile("CREATE TABLE t(a); INSERT INTO t VALUES (1)");
        Directory.CreateSymbolicLink(file.In("link"), ".");
        await file.Db.ExecuteAsync($"INSERT INTO t VALUES (2)", Token);

        ToolResult result = await ToolProcess.RunAsync("backup", file.Path, file.In("link/app.db"), "--overwrite");

        result.Status.ShouldBe(BadUsage);
        result.Error.ShouldContain("belongs to the database itself");
        await file.Db.ExecuteAsync($"INSERT INTO t VALUES (3)", Token);
        MaintainedFile.Query<long>(file.Path, "SELECT count(*) FROM t").ShouldBe([3]);
        File.Delete(file.In("link"));
    }

    [Fact]
    public void Progress_without_a_terminal_is_a_line_a_second_and_none_before()
    {
        var time = new ManualTime();
        using var output = new StringWriter { NewLine = "\n" };
        var lines = new StepProgress.Lines(output, time, TimeSpan.FromSeconds(1));
        for (int i = 1; i <= 5; i++)
        {
            lines.Show(new Steps(i, 10, $"{i} of 10 pages"));
            time.Advance(TimeSpan.FromSeconds(0.5));
        }

        lines.Show(new Steps(0, 0, "t: 500 rows"));
        output.ToString().ShouldBe(" 30 %  3 of 10 pages\n 50 %  5 of 10 pages\n");
        time.Advance(TimeSpan.FromSeconds(0.5));
        lines.Show(new Steps(0, 0, "t: 1,000 rows"));
        output.ToString().ShouldEndWith("\nt: 1,000 rows\n");
    }

    [Fact]
    public async Task Rows_that_others_refer_to_are_one_sentence()
    {
        await using var file = new MaintainedFile(
            "CREATE TABLE p(id INTEGER PRIMARY KEY, at TEXT); CREATE TABLE c(p REFERENCES p(id)); INSERT INTO p VALUES (1, '2001-01-01'); INSERT INTO c VALUES (1)");
        await File.WriteAllTextAsync(file.In("policy.json"), """{ "rules": [ { "table": "p", "column": "at", "age": "1d" } ] }""", Token);

        ToolResult result = await ToolProcess.RunAsync("retain", file.Path, file.In("policy.json"));

        result.Status.ShouldBe(BadUsage);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldContain("FOREIGN KEY constraint failed");
        result.Error.TrimEnd('\n').ShouldNotContain("\n");
        MaintainedFile.Query<long>(file.Path, "SELECT count(*) FROM p").ShouldBe([1]);
    }

    [Fact]
    public async Task An_interval_that_no_timer_has_is_refused() =>
        (await ToolProcess.RunAsync("backup", "none.db", "copy.db", "--every", "31d"))
            .ShouldBe(new ToolResult(BadUsage, "", "lockkeeper: --every must be a whole number and its unit, such as 90s, 15m, 24h or 7d, up to 30d, not '31d'.\n"));

    [Fact]
    public async Task A_copy_of_every_that_fails_does_not_keep_the_next_from_being_made()
    {
        await using var file = new MaintainedFile("CREATE TABLE t(a)");
        Directory.CreateDirectory(file.In("backups"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        int made = 0;
        var failures = new List<string>();
        var rotation = new Rotation(
            file.Db,
            file.In("backups/copy.db"),
            TimeSpan.FromMilliseconds(1_001),
            keep: null,
            _ =>
            {
                if (++made == 1) Directory.Delete(file.In("backups"), recursive: true);
                else stop.Cancel();
            },
            failure =>
            {
                failures.Add(failure);
                Directory.CreateDirectory(file.In("backups"));
            });

        (await rotation.RunAsync(stop.Token).Within()).ShouldBe(Good);

        made.ShouldBe(2);
        failures.ShouldHaveSingleItem().ShouldContain("does not exist");
        Directory.GetFiles(file.In("backups")).ShouldHaveSingleItem();
        Directory.Delete(file.In("backups"), recursive: true);
    }
}
