using System.Globalization;
using System.Text.Json;
using Lockkeeper.DuckDB;
using Lockkeeper.Tests.Facade;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.Cli;

/// <summary><c>doctor</c> on a DuckDB file.</summary>
public sealed class DuckDBDoctorTests : IDisposable
{
    private const int Good = 0;
    private const int Bad = 1;

    private readonly DuckDBProgram _file = new("CREATE TABLE t(id INTEGER, r DOUBLE); INSERT INTO t SELECT i, random() FROM range(500000) x(i)");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_file_that_nobody_has_open_is_well_and_a_look_changes_nothing()
    {
        byte[] before = await File.ReadAllBytesAsync(_file.Path, Token);

        Dictionary<string, (string Severity, string Text)> found = await ExamineAsync(Good, "--full");

        foreach (string check in (string[])["file", "storage version", "WAL", "DuckDB version", "blocks", "transactions", "side file", "file system", "permissions", "integrity"])
            found[check].Severity.ShouldBe("ok", check);
        found["DuckDB version"].Text.ShouldBe($"{DuckDBInstance.LibraryVersion} in this tool.");
        (await File.ReadAllBytesAsync(_file.Path, Token)).ShouldBe(before);
        _file.Names.ShouldBe(["a.duckdb"]);

        ToolResult person = await ToolProcess.RunAsync("doctor", _file.Path);
        person.Status.ShouldBe(Good, person.Error);
        person.Output.ShouldContain("All is well.");
    }

    [Fact]
    public async Task A_leftover_WAL_is_explained_and_put_into_the_database_by_fix()
    {
        await LeaveLogAsync();

        Dictionary<string, (string Severity, string Text)> before = await ExamineAsync(Good);
        before["WAL"].Severity.ShouldBe("warning");
        before["WAL"].Text.ShouldContain("it holds committed data, and DuckDB reads it");
        new FileInfo(_file.Path + ".wal").Length.ShouldBeGreaterThan(0, "a look changes nothing");

        ToolResult fix = await ToolProcess.RunAsync("doctor", _file.Path, "--fix", "--json");
        JsonElement document = JsonDocument.Parse(fix.Output).RootElement;
        document.GetProperty("done").EnumerateArray().Select(done => done.GetString()).ShouldBe(["put all of the WAL into the database."]);
        Findings(document)["WAL"].Severity.ShouldBe("ok");
        _file.Run("SELECT count(*) FROM t").ShouldBe(500_001L);
    }

    [Fact]
    public async Task A_WAL_that_cannot_be_replayed_is_a_problem_and_kept_by_fix_too()
    {
        await LeaveLogAsync();
        string wal = _file.Path + ".wal";
        byte[] broken = await File.ReadAllBytesAsync(wal, Token);
        broken.AsSpan(broken.Length / 4, broken.Length / 2).Fill(0xa5);
        await File.WriteAllBytesAsync(wal, broken, Token);

        Dictionary<string, (string Severity, string Text)> found = await ExamineAsync(Bad);
        found["file"].Severity.ShouldBe("problem");
        found["WAL"].Severity.ShouldBe("problem");
        found["WAL"].Text.ShouldContain("holds commits that DuckDB cannot read back");

        ToolResult fix = await ToolProcess.RunAsync("doctor", _file.Path, "--fix", "--json");
        fix.Status.ShouldBe(Bad, fix.Error);
        JsonDocument.Parse(fix.Output).RootElement.GetProperty("done").EnumerateArray().Single().GetString().ShouldNotBeNull().ShouldStartWith("no more: ");
        (await File.ReadAllBytesAsync(wal, Token)).ShouldBe(broken);
    }

    [Fact]
    public async Task A_foreign_holder_is_named_and_the_file_not_opened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Programs without Lockkeeper are seen on Linux only.");
        using ChildProcess program = await ChildProcess.StartAsync("duckdb", _file.Path);
        (await program.AskAsync("open")).ShouldBe("opened");

        Dictionary<string, (string Severity, string Text)> found = await ExamineAsync(Good);

        found["file"].Text.ShouldContain("Others have it open for writing");
        found["transactions"].Severity.ShouldBe("warning");
        found["transactions"].Text.ShouldStartWith(string.Create(CultureInfo.InvariantCulture, $"Process {program.Id} ("));
        found["transactions"].Text.ShouldContain("holds the lock exclusive");
    }

    [Fact]
    public async Task A_Lockkeeper_writer_that_keeps_the_turn_is_left_alone()
    {
        await using SharedDatabase db = DuckDBDatabase.Open(_file.Path);
        await db.WriteAsync(
            async transaction =>
            {
                (await ExamineAsync(Good))["file"].Text.ShouldContain("Others have it open for writing");
                transaction.Execute($"INSERT INTO t VALUES (-1, 0)");
            },
            Token).Within();
        (await ExamineAsync(Good))["file"].Severity.ShouldBe("ok");
        await db.DisposeAsync();
        _file.Run("SELECT count(*) FROM t").ShouldBe(500_001L);
    }

    [Fact]
    public async Task A_damaged_block_is_found_by_the_long_check_alone()
    {
        byte[] bytes = await File.ReadAllBytesAsync(_file.Path, Token);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(_file.Path, bytes, Token);

        (await ExamineAsync(Good))["integrity"].Text.ShouldStartWith("Not looked at");
        (string severity, string text) = (await ExamineAsync(Bad, "--full"))["integrity"];
        severity.ShouldBe("problem");
        text.ShouldStartWith("1 table cannot be read, the first: t: ");
    }

    // A program died with a commit in the log.
    private async Task LeaveLogAsync()
    {
        using ChildProcess program = await ChildProcess.StartAsync("duckdb", _file.Path);
        (await program.AskAsync("write 0 1")).ShouldBe("0");
        (await program.AnswerAsync()).ShouldBe("written");
        program.Kill();
        new FileInfo(_file.Path + ".wal").Length.ShouldBeGreaterThan(0);
    }

    private async Task<Dictionary<string, (string Severity, string Text)>> ExamineAsync(int status, params string[] arguments)
    {
        ToolResult result = await ToolProcess.RunAsync(["doctor", _file.Path, "--json", .. arguments]);
        result.Status.ShouldBe(status, result.Output + result.Error);
        result.Error.ShouldBeEmpty();
        return Findings(JsonDocument.Parse(result.Output).RootElement);
    }

    private static Dictionary<string, (string Severity, string Text)> Findings(JsonElement document) => document.GetProperty("findings").EnumerateArray().ToDictionary(
        finding => finding.GetProperty("check").GetString()!,
        finding => (finding.GetProperty("severity").GetString()!, finding.GetProperty("text").GetString()!));
}
