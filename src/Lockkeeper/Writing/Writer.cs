using Lockkeeper.Engines;

namespace Lockkeeper.Writing;

/// <summary>
/// One writer connection and what is needed to take it away from code that is stuck on it. A new one takes its place then.
/// </summary>
internal sealed class Writer : IDisposable
{
    private readonly CancellationTokenSource _abandoned = new();
    private readonly CancellationTokenSource _noRetry;
    private readonly IDatabaseEngine _engine;
    private readonly WriteServices _services;
    private IWriterSession? _session;

    public Writer(IDatabaseEngine engine, WriteServices services, IWriterSession? session, CancellationToken ending)
    {
        _engine = engine;
        _services = services;
        _noRetry = CancellationTokenSource.CreateLinkedTokenSource(_abandoned.Token, ending);
        if (session is not null) Use(session);
    }

    /// <summary>The group commit on the connection, or <see langword="null"/> before it is open.</summary>
    public GroupCommit? Group { get; private set; }

    /// <summary>Whether a connection is open and sound.</summary>
    public bool IsReady => Group is { IsBroken: false };

    public IWriterSession Session => _session ?? throw new InvalidOperationException("The writer has no connection.");

    /// <summary>Opens a connection where there is none or the last one broke. Blocks the calling thread.</summary>
    /// <exception cref="Exception">The engine's error.</exception>
    public void Prepare()
    {
        if (IsReady) return;
        Group = null;
        _session?.Dispose();
        _session = null;
        Use(_engine.OpenWriter());
    }

    /// <summary>Lets go of what the connection kept between two transactions.</summary>
    public void DropSnapshot() => _session?.DropSnapshot();

    /// <summary>Takes the connection away from the code that runs on it now. Any thread.</summary>
    /// <returns>What had run in the same transaction and is to run again.</returns>
    public IReadOnlyList<WriteRequest> Abandon()
    {
        IReadOnlyList<WriteRequest> innocent = Group?.Unfinished ?? [];
        _session?.Abandon();
        _abandoned.Cancel();
        return innocent;
    }

    public void Dispose()
    {
        _session?.Dispose();
        _noRetry.Dispose();
        _abandoned.Dispose();
    }

    private void Use(IWriterSession session)
    {
        _session = session;
        Group = new GroupCommit(_services, session, _abandoned.Token, _noRetry.Token);
    }
}
