using System.Threading.Tasks.Sources;
using Lockkeeper.Engines;
using Lockkeeper.Statements;

namespace Lockkeeper.Writing;

/// <summary>
/// A single statement: reused from write to write, awaited as a <see cref="ValueTask{TResult}"/>, so that the usual write
/// allocates nothing.
/// </summary>
internal sealed class StatementRequest : WriteRequest, IValueTaskSource<int>, IThreadPoolWorkItem
{
    // Callers resume on pool threads and ask for the next write there, so each thread keeps its own few.
    private const int MostPooled = 256;
    [ThreadStatic] private static Stack<StatementRequest>? _pool;

    private ManualResetValueTaskSourceCore<int> _source;
    private SqlValue[] _values = new SqlValue[8];
    private int _count;
    private int _changes;
    private Exception? _error;

    private StatementRequest()
    {
    }

    /// <summary>The statement.</summary>
    public SqlText Text { get; set; } = SqlTextNode.Root.Text;

    public override bool NeedsSavepoint => false;

    public override bool MayRunInline => true;

    public override string StatementText => Text.Text;

    public ReadOnlySpan<SqlValue> Values => _values.AsSpan(0, _count);

    /// <summary>What the caller awaits. Good for one await.</summary>
    public ValueTask<int> Awaitable => new(this, _source.Version);

    /// <summary>Rows changed, once it ran.</summary>
    public int Changes => _changes;

    public static StatementRequest Rent()
    {
        var pool = _pool ??= new Stack<StatementRequest>(MostPooled);
        return pool.TryPop(out var request) ? request : new StatementRequest();
    }

    /// <summary>Gives the request back. The caller must hold the only reference that will still be used.</summary>
    public void Return()
    {
        Array.Clear(_values, 0, _count);
        _count = 0;
        _error = null;
        Failure = null;
        _source.Reset();
        var pool = _pool ??= new Stack<StatementRequest>(MostPooled);
        if (pool.Count < MostPooled) pool.Push(this);
    }

    public void Reserve(int values)
    {
        if (values > _values.Length) _values = new SqlValue[values];
    }

    public void Add(in SqlValue value)
    {
        if (_count == _values.Length) Array.Resize(ref _values, 2 * _count);
        _values[_count++] = value;
    }

    public override void Run(IWriterSession session, CancellationToken abandoned) => _changes = session.ExecuteQueued(Text, Values);

    /// <summary>Whether the caller itself runs it and takes its result with <see cref="TakeResult"/>.</summary>
    public bool IsInline { get; set; }

    public override void Succeed()
    {
        if (!IsInline) Acknowledgements.Post(this);
    }

    public override void Fail(Exception error)
    {
        _error = error;
        if (!IsInline) Acknowledgements.Post(this);
    }

    /// <summary>The result of one that the caller itself ran, which gives the request back.</summary>
    public ValueTask<int> TakeResult()
    {
        IsInline = false;
        var result = _error switch
        {
            null => new ValueTask<int>(_changes),
            OperationCanceledException canceled when canceled.CancellationToken.IsCancellationRequested =>
                ValueTask.FromCanceled<int>(canceled.CancellationToken),
            _ => ValueTask.FromException<int>(_error),
        };
        if (State == WriteState.Ran) Return();
        return result;
    }

    /// <summary>Runs on a pool thread: the caller goes on from here.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        EndCancellation();
        if (_error is { } error) _source.SetException(error);
        else _source.SetResult(_changes);
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
            throw new InvalidOperationException("The write is not finished: await it, and await it once.");

        // A dropped request is still in the queue and an abandoned one is still run by the code that is stuck in it.
        var reusable = State is WriteState.Ran;
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            if (reusable) Return();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
