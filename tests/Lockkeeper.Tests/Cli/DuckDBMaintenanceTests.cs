using System.Globalization;
using System.Text.Json;
using Lockkeeper.DuckDB;
using Lockkeeper.Tests.Facade;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.Cli;

/// <summary><c>backup</c>, <c>checkpoint</c>, <c>vacuum</c> and <c>retain</c> on a DuckDB file.</summary>
public sealed class DuckDBMaintenanceTests : IDisposable
{
    private const int Good = 0;
    private const int BadUsage = 2;
    private const int Held = 3;

    private readonly DuckDBProgram _file = new("CREATE TABLE t(id INTEGER PRIMARY KEY, pid INTEGER); INSERT INTO t VALUES (1, 0), (2, 0)");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Copy => _file.In("copy.duckdb");

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Backup_makes_a_whole_copy_with_the_databases_mode()
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_file.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        ToolResult result = await ToolProcess.RunAsync("backup", _file.Path, Copy);

        result.Status.ShouldBe(Good, result.Error);
        result.Output.ShouldStartWith($"{Copy}: ");
        result.Output.ShouldContain(", checked; the state of ");
        DuckDBProgram.Run(Copy, "SELECT sum(id)::BIGINT FROM t").ShouldBe(3L);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Copy).ShouldBe(File.GetUnixFileMode(_file.Path));
        _file.Names.ShouldBe(["a.duckdb", "a.duckdb-lockkeeper", "copy.duckdb"]);

        _file.Run("INSERT INTO t VALUES (3, 0)");
        (await ToolProcess.RunAsync("backup", _file.Path, Copy)).ShouldBe(
            new ToolResult(BadUsage, "", $"lockkeeper: '{Copy}' is there already. Give the backup another name, or use --overwrite.\n"));
        ToolResult json = await ToolProcess.RunAsync("backup", _file.Path, Copy, "--overwrite", "--json");
        JsonDocument.Parse(json.Output).RootElement.GetProperty("file").GetString().ShouldBe(Copy);
        DuckDBProgram.Run(Copy, "SELECT sum(id)::BIGINT FROM t").ShouldBe(6L);
    }

    [Fact]
    public async Task What_a_killed_program_left_is_in_the_copy_and_stays_beside_the_file_until_a_checkpoint()
    {
        using (ChildProcess program = await ChildProcess.StartAsync("duckdb", _file.Path))
        {
            (await program.AskAsync("write 3 1")).ShouldBe("3");
            (await program.AnswerAsync()).ShouldBe("written");
            program.Kill();
        }

        long wal = new FileInfo(_file.Path + ".wal").Length;
        ToolResult result = await ToolProcess.RunAsync("backup", _file.Path, Copy);
        result.Status.ShouldBe(Good, result.Error);
        DuckDBProgram.Run(Copy, "SELECT sum(id)::BIGINT FROM t").ShouldBe(6L);
        new FileInfo(_file.Path + ".wal").Length.ShouldBe(wal);

        (await ToolProcess.RunAsync("checkpoint", _file.Path)).ShouldBe(new ToolResult(Good, "All is in the database, and the WAL is empty.\n", ""));
        File.Exists(_file.Path + ".wal").ShouldBeFalse();
        _file.Run("SELECT sum(id)::BIGINT FROM t").ShouldBe(6L);
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("checkpoint")]
    public async Task A_file_that_a_program_without_Lockkeeper_has_open_is_waited_for_to_the_deadline_and_its_holder_named(string verb)
    {
        using ChildProcess program = await ChildProcess.StartAsync("duckdb", _file.Path);
        (await program.AskAsync("open")).ShouldBe("opened");
        string[] rest = verb == "backup" ? [Copy] : [];

        ToolResult refused = await ToolProcess.RunAsync([verb, _file.Path, .. rest, "--timeout", "3"]);

        refused.Status.ShouldBe(Held, refused.Error);
        refused.Error.ShouldContain(program.Id.ToString(CultureInfo.InvariantCulture));
        _file.Names.ShouldNotContain("copy.duckdb");
    }

    [Fact]
    public async Task A_writer_of_Lockkeeper_finishes_before_the_copy_is_made()
    {
        await using SharedDatabase db = DuckDBDatabase.Open(_file.Path);
        using var writing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Task write = db.WriteAsync(
            transaction =>
            {
                transaction.Execute($"INSERT INTO t VALUES (3, 0)");
                writing.Set();
                goOn.Wait(Token);
            },
            Token,
            operation: "ImportOrders");
        using ToolProcess tool = Start(writing);
        try
        {
            ToolResult refused = await ToolProcess.RunAsync("backup", _file.Path, _file.In("other.duckdb"), "--timeout", "0.3");
            refused.Status.ShouldBe(Held, refused.Error);
            refused.Error.ShouldContain("ImportOrders");
        }
        finally
        {
            goOn.Set();
        }

        await write.Within();
        ToolResult result = await tool.EndAsync();
        result.Status.ShouldBe(Good, result.Error);
        DuckDBProgram.Run(Copy, "SELECT count(*) FROM t").ShouldBe(3L);
        _file.Names.ShouldNotContain("other.duckdb");

        ToolProcess Start(ManualResetEventSlim begun)
        {
            begun.Wait(Token);
            return ToolProcess.Start("backup", _file.Path, Copy);
        }
    }

    [Fact]
    public async Task What_lies_beside_the_copys_name_is_never_mixed_into_it()
    {
        await File.WriteAllTextAsync(Copy + ".wal", "of another", Token);
        ToolResult refused = await ToolProcess.RunAsync("backup", _file.Path, Copy);
        refused.Status.ShouldBe(BadUsage);
        refused.Error.ShouldStartWith($"lockkeeper: '{Copy}.wal' is there: ");
        _file.Names.ShouldBe(["a.duckdb", "a.duckdb-lockkeeper", "copy.duckdb.wal"]);
    }

    [Fact]
    public async Task Vacuum_is_refused_in_one_sentence_and_retain_deletes_what_is_too_old()
    {
        ToolResult vacuum = await ToolProcess.RunAsync("vacuum", _file.Path);
        (vacuum.Status, vacuum.Output).ShouldBe((BadUsage, ""));
        vacuum.Error.ShouldStartWith($"lockkeeper: '{_file.Path}' is a DuckDB file, which has no vacuum");

        _file.Run("CREATE TABLE visit(moment TIMESTAMP); INSERT INTO visit VALUES ('2020-01-01'), (now()::TIMESTAMP)");
        await File.WriteAllTextAsync(_file.In("policy.json"), """{ "rules": [ { "table": "visit", "column": "moment", "age": "30d" } ] }""", Token);
        (await ToolProcess.RunAsync("retain", _file.Path, _file.In("policy.json"), "--dry-run")).Output.ShouldBe("visit: 1 row older than 30 days would go.\n");
        (await ToolProcess.RunAsync("retain", _file.Path, _file.In("policy.json"))).Output.ShouldBe("visit: 1 row older than 30 days deleted.\n");
        _file.Run("SELECT count(*) FROM visit").ShouldBe(1L);
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("checkpoint")]
    [InlineData("vacuum")]
    [InlineData("retain")]
    public async Task A_text_file_is_one_sentence_and_stays_as_it_was(string verb)
    {
        string notes = _file.In("notes.duckdb");
        await File.WriteAllTextAsync(notes, "not a database\n", Token);
        await File.WriteAllTextAsync(_file.In("policy.json"), """{ "rules": [ { "table": "t", "column": "a", "age": "1d" } ] }""", Token);
        string[] rest = verb switch { "backup" => [Copy], "retain" => [_file.In("policy.json")], _ => [] };

        (await ToolProcess.RunAsync([verb, notes, .. rest])).ShouldBe(
            new ToolResult(BadUsage, "", $"lockkeeper: '{notes}' is neither a SQLite nor a DuckDB database, or it is encrypted.\n"));
        (await File.ReadAllTextAsync(notes, Token)).ShouldBe("not a database\n");
        _file.Names.ShouldNotContain("notes.duckdb-lockkeeper");
    }
}
