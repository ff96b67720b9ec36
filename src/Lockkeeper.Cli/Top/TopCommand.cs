using System.CommandLine;
using Spectre.Console;

namespace Lockkeeper.Cli.Top;

/// <summary><c>lockkeeper top</c>: the same as <c>who</c>, live, with rates.</summary>
internal static class TopCommand
{
    private const double DefaultInterval = 1;
    private const double ShortestInterval = 0.1;

    private const string Description = "Shows live what every process does with a database file.";

    private const string Notes =
        """
        A row a process: what it does and for how long, and since the last look its
        writes a second, writes a transaction (batch), average wait for and hold of the
        turn, retries against foreign locks, queue, and the age of its oldest reader.
        Programs without Lockkeeper show their locks. Columns that do not fit are left
        out. Nothing of the file is opened by its engine and no lock is taken.

        Where the output is no terminal, a block of lines is written each time.

        Example:
          lockkeeper top app.db
          lockkeeper top app.db --interval 5 --count 12 --json > minute.jsonl

        Exit status: 0 when it was ended or has counted to its end, 2 if there is no
        such file.
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var database = new Argument<string?>("DATABASE") { Description = "The file, of SQLite or DuckDB.", Arity = ArgumentArity.ZeroOrOne };
        Option<double?> interval = SecondsOption.Create("--interval", "Seconds between two looks, 0.1 or more; 1 by default.");
        Option<int?> count = NumberOption.Create("--count", 1, 1_000_000, "How many looks to show; no end by default.");
        var json = new Option<bool>("--json") { Description = "Print one JSON object a look." };
        var command = new NotedCommand("top", Description, Notes) { database, interval, count, json };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(database) ?? throw new UsageException("top needs a DATABASE; see lockkeeper top --help."),
            TimeSpan.FromSeconds(Math.Max(ShortestInterval, parsed.GetValue(interval) ?? DefaultInterval)),
            parsed.GetValue(count) ?? int.MaxValue,
            parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(string path, TimeSpan interval, int count, bool json)
    {
        using var interruption = new Interruption();
        Sample first = Sample.Take(path);
        try
        {
            if (json || Console.IsOutputRedirected || Console.IsInputRedirected) await PrintAsync(path, first, interval, count, json, interruption.Token);
            else await ShowAsync(path, first, interval, count, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            // That is how it is meant to end.
        }

        return ExitStatus.Success;
    }

    private static async Task PrintAsync(string path, Sample last, TimeSpan interval, int count, bool json, CancellationToken cancellationToken)
    {
        for (int shown = 0; shown < count; shown++)
        {
            await Task.Delay(interval, cancellationToken);
            Sample sample = Sample.Take(path);
            IReadOnlyList<TopRow> rows = TopRow.Between(last, sample);
            if (json) Console.Out.WriteLine(TopJson.Render(sample, rows));
            else TopLines.Write(Console.Out, sample, rows);
            last = sample;
        }
    }

    private static async Task ShowAsync(string path, Sample last, TimeSpan interval, int count, CancellationToken cancellationToken)
    {
        IAnsiConsole console = Terminal.Output();
        var keys = Keys.Start();
        TopOrder order = TopOrder.Holder;
        IReadOnlyList<TopRow> rows = TopRow.Between(last, last);
        await console.Live(TopScreen.Draw(last, rows, order, console.Profile.Width, console.Profile.Height)).AutoClear(true).StartAsync(async live =>
        {
            live.Refresh();
            for (int shown = 0; shown < count;)
            {
                long next = last.Ticks + (long)(interval.TotalSeconds * TimeProvider.System.TimestampFrequency);
                TimeSpan left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), next);
                if (left > TimeSpan.Zero && await keys.NextAsync(left, cancellationToken) is { } key)
                {
                    if (key == 'q') return;
                    order = OrderOf(key) ?? order;
                }
                else
                {
                    Sample sample = Sample.Take(path);
                    rows = TopRow.Between(last, sample);
                    last = sample;
                    shown++;
                }

                live.UpdateTarget(TopScreen.Draw(last, order.Sort(rows), order, console.Profile.Width, console.Profile.Height));
            }
        });
    }

    private static TopOrder? OrderOf(char key) => key switch
    {
        'h' => TopOrder.Holder,
        'w' => TopOrder.Writes,
        'a' => TopOrder.Wait,
        'o' => TopOrder.Hold,
        'r' => TopOrder.Reader,
        _ => null,
    };
}
