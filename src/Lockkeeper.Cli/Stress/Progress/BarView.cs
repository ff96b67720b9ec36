using Lockkeeper.Cli.Stress.Results;
using Spectre.Console;

namespace Lockkeeper.Cli.Stress.Progress;

/// <summary>A bar on a terminal, which is gone when the run is done.</summary>
internal sealed class BarView(IAnsiConsole console) : IProgressView
{
    /// <inheritdoc/>
    public Task<T> ShowAsync<T>(Func<IProgressSink, Task<T>> run) => console.Progress()
        .AutoClear(true)
        .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .StartAsync(context => run(new Sink(context.AddTask("starting", maxValue: 1))));

    private sealed class Sink(ProgressTask task) : IProgressSink
    {
        public void Enter(string stage)
        {
            task.IsIndeterminate = true;
            task.Description = Markup.Escape(stage);
        }

        public void Report(RunProgress progress)
        {
            task.IsIndeterminate = false;
            task.MaxValue = progress.Total;
            task.Value = progress.Writes;
            string errors = progress.Errors == 0 ? "" : $"  [red]{Figures.Plural(progress.Errors, "error", "errors")}[/]";
            task.Description = $"{Figures.Count(progress.Writes)} writes  {Figures.Count(progress.WritesPerSecond)}/s{errors}";
        }
    }
}
