namespace Lockkeeper.Cli.Stress.Progress;

/// <summary>Shows nothing: with <c>--json</c>, where nobody looks.</summary>
internal sealed class SilentView : IProgressView
{
    /// <inheritdoc/>
    public Task<T> ShowAsync<T>(Func<IProgressSink, Task<T>> run) => run(new Sink());

    private sealed class Sink : IProgressSink
    {
        public void Enter(string stage)
        {
            // Nobody looks.
        }

        public void Report(RunProgress progress)
        {
            // Nobody looks.
        }
    }
}
