using System.Globalization;
using Spectre.Console;

namespace Lockkeeper.Cli;

/// <summary>How far something is.</summary>
/// <param name="Done">What is done.</param>
/// <param name="Total">All that there is to do, or 0 where nobody knows.</param>
/// <param name="Text">The same in words: <c>1,024 of 2,441 pages copied</c>.</param>
internal readonly record struct Steps(long Done, long Total, string Text);

/// <summary>
/// Shows how far something is, on the error output: a bar on a terminal, which is gone when it is done; elsewhere a plain line
/// a second, and none in the first one; nothing where a program reads the result.
/// </summary>
internal static class StepProgress
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(1);

    /// <summary>Runs it, and shows what it reports, from whatever thread.</summary>
    /// <param name="silent">Whether nothing is shown.</param>
    /// <param name="read">What a report says.</param>
    /// <param name="run">What is shown.</param>
    public static Task<T> ShowAsync<TReport, T>(bool silent, Func<TReport, Steps> read, Func<IProgress<TReport>?, Task<T>> run)
    {
        if (silent) return run(null);
        return Console.IsErrorRedirected
            ? run(new Sink<TReport>(read, new Lines(Console.Error, TimeProvider.System, BetweenLines).Show))
            : ShowBarAsync(Terminal.Error(), read, run);
    }

    private static Task<T> ShowBarAsync<TReport, T>(IAnsiConsole console, Func<TReport, Steps> read, Func<IProgress<TReport>?, Task<T>> run) => console.Progress()
        .AutoClear(true)
        .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .StartAsync(context =>
        {
            ProgressTask task = context.AddTask("starting", maxValue: 1);
            return run(new Sink<TReport>(read, steps => Show(task, steps)));
        });

    private static void Show(ProgressTask task, Steps steps)
    {
        task.IsIndeterminate = steps.Total == 0;
        if (steps.Total > 0)
        {
            task.MaxValue = steps.Total;
            task.Value = steps.Done;
        }

        task.Description = Markup.Escape(steps.Text);
    }

    /// <summary>Writes at most one line in each stretch of time.</summary>
    internal sealed class Lines(TextWriter output, TimeProvider time, TimeSpan between)
    {
        private long _last = time.GetTimestamp();

        public void Show(Steps steps)
        {
            if (time.GetElapsedTime(_last) < between) return;
            _last = time.GetTimestamp();
            string percent = steps.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $"{100 * steps.Done / steps.Total,3} %  ") : "";
            output.WriteLine($"{percent}{steps.Text}");
        }
    }

    // Progress<T> would hand reports to the pool, where one might come after the end.
    private sealed class Sink<TReport>(Func<TReport, Steps> read, Action<Steps> show) : IProgress<TReport>
    {
        public void Report(TReport value) => show(read(value));
    }
}
