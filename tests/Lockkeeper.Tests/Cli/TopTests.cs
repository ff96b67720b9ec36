using System.Globalization;
using System.Text.Json;
using Lockkeeper.Cli;
using Lockkeeper.Cli.Top;
using Lockkeeper.Locking;
using Lockkeeper.Status;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Sqlite;
using Spectre.Console;

namespace Lockkeeper.Tests.Cli;

public sealed class TopTests
{
    private const int Good = 0;
    private const int BadUsage = 2;

    [Fact]
    public async Task A_writer_that_holds_the_turn_is_shown_with_its_operation_and_a_waiting_one_with_its_own()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var writing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Task write = test.Db.WriteAsync(
            _ =>
            {
                writing.Set();
                goOn.Wait(TestContext.Current.CancellationToken);
            },
            TestContext.Current.CancellationToken,
            operation: "ImportOrders");
        try
        {
            writing.Wait(TestContext.Current.CancellationToken);
            ToolResult lines = await ToolProcess.RunAsync("top", test.Path, "--interval", "0.1", "--count", "1");
            lines.Status.ShouldBe(Good, lines.Error);
            lines.Output.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"held by {Environment.ProcessId} "));
            lines.Output.ShouldContain("ImportOrders");

            ToolResult json = await ToolProcess.RunAsync("top", test.Path, "--interval", "0.1", "--count", "2", "--json");
            string[] looks = json.Output.TrimEnd('\n').Split('\n');
            looks.Length.ShouldBe(2);
            JsonElement process = JsonDocument.Parse(looks[1]).RootElement.GetProperty("processes").EnumerateArray().ShouldHaveSingleItem();
            process.GetProperty("turn").GetString().ShouldBe("holding");
            process.GetProperty("operation").GetString().ShouldBe("ImportOrders");
            process.GetProperty("id").GetInt32().ShouldBe(Environment.ProcessId);
        }
        finally
        {
            goOn.Set();
        }

        await write.Within();
    }

    [Fact]
    public async Task A_terminal_of_80_by_24_is_filled_and_q_ends_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The test's terminal is Python's pty, with /proc behind the table.");
        await using var test = await TestDatabase.CreateAsync();
        using var terminal = PythonProgram.Run(
            test.Path,
            $$"""
            import fcntl, json, os, pty, struct, termios, time
            child, screen = pty.fork()
            if child == 0:
                os.environ['TERM'] = 'xterm'
                os.execv({{JsonSerializer.Serialize(ToolProcess.Path)}}, ['lockkeeper', 'top', path, '--interval', '0.1'])
            fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
            seen = b''
            while b'q quit' not in seen or b'process' not in seen: seen += os.read(screen, 65536)
            os.write(screen, b'w')
            while b'sorted by writes' not in seen: seen += os.read(screen, 65536)
            os.write(screen, b'q')
            try:
                while os.read(screen, 65536): pass
            except OSError: pass
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
            ready()
            """);
    }

    [Fact]
    public void Rates_are_those_between_two_looks()
    {
        Sample before = Look(ticks: 0, Board(1, writes: 100, transactions: 10, turns: 5, waited: 1_000, held: 2_000));
        Sample after = Look(ticks: 2 * TimeProvider.System.TimestampFrequency, Board(1, writes: 300, transactions: 20, turns: 9, waited: 5_000, held: 10_000), Board(2, writes: 8, transactions: 8, turns: 8, waited: 8, held: 16));

        IReadOnlyList<TopRow> rows = TopRow.Between(before, after);

        rows[0].WritesPerSecond.ShouldBe(100);
        rows[0].BatchSize.ShouldBe(20);
        rows[0].Wait.ShouldBe(TimeSpan.FromMicroseconds(1_000));
        rows[0].Hold.ShouldBe(TimeSpan.FromMicroseconds(2_000));
        rows[1].WritesPerSecond.ShouldBe(4, "it came between the two looks");
        TopOrder.Writes.Sort([rows[1], rows[0]])[0].ShouldBe(rows[0]);
        TopOrder.Hold.Sort([rows[1], rows[0]])[0].ShouldBe(rows[0]);
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(40, 10)]
    [InlineData(200, 50)]
    public void The_screen_fits_every_terminal(int width, int height)
    {
        Sample look = Look(ticks: 1, [.. Enumerable.Range(1, 60).Select(id => Board(id, 1_234_567, 12, 9, 1_000_000_000, 1_000_000))]);
        IReadOnlyList<TopRow> rows = TopRow.Between(Look(ticks: 0), look);
        using var text = new StringWriter();
        IAnsiConsole console = Terminal.Create(text, plain: true);
        console.Profile.Width = width;

        console.Write(TopScreen.Draw(look, rows, TopOrder.Writes, width, height));

        string[] lines = text.ToString().TrimEnd('\n').Split('\n');
        lines.Length.ShouldBeLessThan(height);
        lines.ShouldAllBe(line => line.TrimEnd().Length <= width);
        lines.Count(line => line.Contains(" waits ", StringComparison.Ordinal)).ShouldBe(Math.Min(60, height - 8));
        lines[^1].ShouldContain(string.Create(CultureInfo.InvariantCulture, $"{60 - Math.Min(60, height - 8)} more;"), customMessage: lines[^1]);
    }

    [Fact]
    public async Task What_is_no_file_is_one_sentence()
    {
        string none = Path.Combine(Path.GetTempPath(), "lockkeeper-no-such-file.db");
        (await ToolProcess.RunAsync("top", none)).ShouldBe(new ToolResult(BadUsage, "", $"lockkeeper: There is no file '{none}'.\n"));
        (await ToolProcess.RunAsync("top")).ShouldBe(new ToolResult(BadUsage, "", "lockkeeper: top needs a DATABASE; see lockkeeper top --help.\n"));
        (await ToolProcess.RunAsync("top", none, "--count", "0")).ShouldBe(
            new ToolResult(BadUsage, "", "lockkeeper: --count must be a whole number from 1 to 1,000,000, not '0'.\n"));
    }

    private static Sample Look(long ticks, params BoardEntry[] board) => new(
        new DatabaseObservation("/data/app.db", DateTimeOffset.UnixEpoch, [.. board.Select(entry => new ObservedProcess(entry.ProcessId, "/usr/bin/import --all", entry, [], []))], 0, []),
        WalBytes: 1 << 20,
        new WalIndex(200, 100),
        ticks);

    private static BoardEntry Board(int id, long writes, long transactions, long turns, long waited, long held) => new()
    {
        ProcessId = id,
        ProcessName = "import",
        StartTime = DateTimeOffset.UnixEpoch,
        State = TurnState.Waiting,
        Operation = "ImportOrders",
        Since = DateTimeOffset.UnixEpoch,
        Counters = new BoardCounters(writes, transactions, 0, 0, 0, turns, waited, held),
    };
}
