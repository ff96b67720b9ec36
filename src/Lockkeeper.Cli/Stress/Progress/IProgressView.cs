namespace Lockkeeper.Cli.Stress.Progress;

/// <summary>Shows how far a run is while it runs.</summary>
internal interface IProgressView
{
    /// <summary>Runs <paramref name="run"/> and shows what it tells the sink, until it is done.</summary>
    Task<T> ShowAsync<T>(Func<IProgressSink, Task<T>> run);
}

/// <summary>Told by a run how far it is, several times a second.</summary>
internal interface IProgressSink
{
    /// <summary>The run is at another stage, of which nobody knows how long it takes.</summary>
    void Enter(string stage);

    /// <summary>It writes, and is this far.</summary>
    void Report(RunProgress progress);
}
