using System.Globalization;
using Lockkeeper.Cli.Stress.Results;

namespace Lockkeeper.Cli.Stress.Progress;

/// <summary>Plain lines where there is no terminal: one a second while it writes, and one for each stage.</summary>
internal sealed class LineView(TextWriter output) : IProgressView
{
    /// <inheritdoc/>
    public Task<T> ShowAsync<T>(Func<IProgressSink, Task<T>> run) => run(new Sink(output));

    private sealed class Sink(TextWriter output) : IProgressSink
    {
        private double _nextSecond = 1;

        public void Enter(string stage) => output.WriteLine(stage);

        public void Report(RunProgress progress)
        {
            double seconds = progress.Elapsed.TotalSeconds;
            if (seconds < _nextSecond) return;
            _nextSecond = Math.Floor(seconds) + 1;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{seconds,6:0.0} s  {100.0 * progress.Writes / progress.Total,3:0} %  {progress.Writes:N0} writes  {progress.WritesPerSecond:N0}/s  {Figures.Plural(progress.Errors, "error", "errors")}"));
        }
    }
}
