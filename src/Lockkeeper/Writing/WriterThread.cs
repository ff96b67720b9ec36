namespace Lockkeeper.Writing;

/// <summary>
/// The thread that writes when a caller cannot do it itself: it alone waits for the turn. It is replaced, with its writer,
/// when a caller's code is stuck on it.
/// </summary>
internal sealed class WriterThread
{
    private readonly WriteQueue _queue;
    private readonly Func<bool> _holdsTurn;
    private IReadOnlyList<WriteRequest> _innocent;

    /// <summary>Starts the thread.</summary>
    /// <param name="queue">The queue that it serves.</param>
    /// <param name="writer">Its connection.</param>
    /// <param name="innocent">What is to run again on behalf of the writer that it replaces.</param>
    public WriterThread(WriteQueue queue, Writer writer, IReadOnlyList<WriteRequest> innocent)
    {
        _queue = queue;
        _holdsTurn = () => queue.NeedsWatch;
        _innocent = innocent;
        Writer = writer;
    }

    /// <summary>The connection that it writes on. Set by the owner of the writer role alone.</summary>
    public Writer Writer { get; set; }

    public WriterSignal Signal { get; } = new();

    public void Start() => new Thread(Run) { IsBackground = true, Name = "Lockkeeper writer" }.Start();

    /// <summary>Takes what is to run again first. Empty from then on.</summary>
    public IReadOnlyList<WriteRequest> TakeInnocent()
    {
        var innocent = _innocent;
        _innocent = [];
        return innocent;
    }

    private void Run()
    {
        try
        {
            while (!_queue.IsStopped)
            {
                var reason = Signal.Wait(_holdsTurn);

                // The caller that was stuck on the writer disposes of it when it comes back.
                if (reason == WakeReason.Retired) return;
                if (reason == WakeReason.Tick && !_queue.TryTakeRole()) continue;
                if (Signal.IsRetired)
                {
                    // Its place was taken between the tick and the role.
                    _queue.PassRoleOn();
                    return;
                }

                Serve();
            }

            _queue.EndStop();
        }
        catch (AbandonedException)
        {
            // The role and the turn went on to the thread that took over.
            Writer.Dispose();
        }
    }

    private void Serve()
    {
        try
        {
            _queue.Serve(this);
        }
        catch (Exception error) when (error is not AbandonedException)
        {
            _queue.Recover(this, error);
        }
    }
}
