using System.Diagnostics;
using System.Globalization;
using Lockkeeper.Locking;
using Lockkeeper.Sqlite;
using Lockkeeper.Status;
using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Cli;

public sealed class RunTests : IDisposable
{
    private const int BadUsage = 2;
    private const int Held = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    public RunTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are shell scripts.");

    private string Database => In("app.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_programs_output_and_its_exit_status_are_the_tools()
    {
        ToolResult result = await ToolProcess.RunAsync("run", Database, "--", "sh", "-c", "echo out; echo err >&2; exit 7");
        result.ShouldBe(new ToolResult(7, "out\n", "err\n"));
        (await ToolProcess.RunAsync("run", Database, "--", "sh", "-c", "kill -9 $$")).Status.ShouldBe(128 + 9);
    }

    [Fact]
    public async Task Options_of_the_program_are_its_own() =>
        (await ToolProcess.RunAsync("run", Database, "--", "echo", "--shared", "--help")).Output.ShouldBe("--shared --help\n");

    [Fact]
    public async Task Ten_programs_go_through_in_the_order_in_which_they_came()
    {
        using var first = Start("echo first >> order; read go < first");
        await Until(() => Holder() is not null, "the first to hold the turn");
        var others = new List<ToolProcess>();
        try
        {
            for (int i = 0; i < 10; i++)
            {
                int place = i + 1;
                others.Add(Start($"echo {i} >> order"));
                await Until(() => Waiters() == place, $"program {i} to stand in line");
            }

            LetGo("first");
            (await first.EndAsync()).Status.ShouldBe(0);
            foreach (ToolProcess other in others) (await other.EndAsync()).Status.ShouldBe(0);
        }
        finally
        {
            others.ForEach(other => other.Dispose());
        }

        (await File.ReadAllLinesAsync(In("order"), TestContext.Current.CancellationToken))
            .ShouldBe(["first", .. Enumerable.Range(0, 10).Select(i => i.ToString(CultureInfo.InvariantCulture))]);
    }

    [Fact]
    public async Task A_tool_that_is_killed_leaves_the_turn_to_its_program_until_that_ends()
    {
        using var tool = Start("read go < first");
        await Until(() => Holder() is { ProcessName: "sh" }, "the program to be shown");
        int program = Holder()!.ProcessId;
        using (Process killed = Process.GetProcessById(tool.Id))
        {
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        ToolResult refused = await ToolProcess.RunAsync("run", "--timeout", "0.2", Database, "--", "touch", In("never"));
        refused.Status.ShouldBe(Held);
        refused.Error.ShouldContain("the program was not started");
        refused.Error.ShouldContain($"Process {program.ToString(CultureInfo.InvariantCulture)} ");
        File.Exists(In("never")).ShouldBeFalse();

        LetGo("first");
        (await ToolProcess.RunAsync("run", Database, "--", "true")).Status.ShouldBe(0);
    }

    [Fact]
    public async Task A_writer_of_Lockkeeper_waits_for_the_program_and_names_it()
    {
        await using var db = SqliteDatabase.Open(Database, new SqliteDatabaseOptions { WriteTimeout = TimeSpan.FromMilliseconds(300) });
        await db.ExecuteAsync($"CREATE TABLE t(v)", TestContext.Current.CancellationToken);
        using var tool = Start("read go < first");
        await Until(() => Holder() is { ProcessName: "sh" }, "the program to hold the turn");

        SharedDatabaseException error = await db.ExecuteAsync($"INSERT INTO t VALUES (1)", TestContext.Current.CancellationToken)
            .AsTask().FailsWith(SharedDatabaseErrorKind.WriteTimeout);
        error.Message.ShouldContain("read go < first");
        LetGo("first");
        (await tool.EndAsync()).Status.ShouldBe(0);
        await db.ExecuteAsync($"INSERT INTO t VALUES (2)", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_request_to_end_is_passed_on_to_the_program()
    {
        using var tool = Start("sleep 60 > /dev/null 2>&1 & trap \"kill $!; echo ended; exit 5\" TERM; echo ready >> order; wait");
        await Until(() => File.Exists(In("order")) && File.ReadAllText(In("order")) == "ready\n", "the program to be ready");
        using (var kill = Process.Start("kill", ["-TERM", tool.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        ToolResult result = await tool.EndAsync();
        result.Status.ShouldBe(5, result.Error);
        result.Output.ShouldBe("ended\n");
    }

    [Fact]
    public async Task Readers_share_the_turn_and_a_writer_waits_for_them()
    {
        using var reader = Start("read go < first", "--shared");
        await Until(() => Holder() is { ProcessName: "sh" }, "the reader to hold the turn");
        (await ToolProcess.RunAsync("run", "--shared", Database, "--", "true")).Status.ShouldBe(0);
        (await ToolProcess.RunAsync("run", "--timeout", "0.2", Database, "--", "true")).Status.ShouldBe(Held);
        LetGo("first");
        (await reader.EndAsync()).Status.ShouldBe(0);
    }

    [Fact]
    public async Task What_cannot_be_run_is_one_sentence_and_nothing_happens()
    {
        await Refused("There is no program 'no-such-program' in PATH; nothing was run.", Database, "--", "no-such-program");
        await Refused($"There is no program '{In("none")}'; nothing was run.", Database, "--", In("none"));
        await File.WriteAllTextAsync(In("text"), "text", TestContext.Current.CancellationToken);
        await Refused($"'{In("text")}' is not executable; nothing was run.", Database, "--", In("text"));
        await Refused("run needs a COMMAND after --; see lockkeeper run --help.", Database);
        await Refused("run needs a DATABASE and a COMMAND after --; see lockkeeper run --help.");
        await Refused("--timeout must be a number of seconds from 0 to 3,600, not 'long'.", "--timeout", "long", Database, "--", "true");
        (await ToolProcess.RunAsync("run", _folder.FullName, "--", "touch", In("never"))).Status.ShouldBe(BadUsage);
        (await ToolProcess.RunAsync("run", In("none/app.db"), "--", "touch", In("never"))).Status.ShouldBe(BadUsage);
        File.Exists(In("never")).ShouldBeFalse();
        File.Exists(Database + "-lockkeeper").ShouldBeFalse();
    }

    private static async Task Refused(string sentence, params string[] arguments) =>
        (await ToolProcess.RunAsync(["run", .. arguments])).ShouldBe(new ToolResult(BadUsage, "", $"lockkeeper: {sentence}\n"));

    private static Task Until(Func<bool> condition, string what) => Waiting.Until(condition, what);

    // A program that may wait for a line in the pipe "first", in the folder of the test.
    private ToolProcess Start(string script, params string[] options)
    {
        if (!File.Exists(In("first")))
        {
            using var mkfifo = Process.Start("mkfifo", [In("first")]);
            mkfifo.WaitForExit();
        }

        return ToolProcess.Start(["run", .. options, Database, "--", "sh", "-c", $"cd '{_folder.FullName}'; {script}"]);
    }

    private void LetGo(string pipe) => File.AppendAllText(In(pipe), "go\n");

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private BoardEntry? Holder() => new DatabaseStatus(Database, PresenceBoard.ReadFrom(Database), []).Holder;

    private int Waiters() => new DatabaseStatus(Database, PresenceBoard.ReadFrom(Database), []).Waiters.Count();
}
