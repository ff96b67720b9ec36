namespace Lockkeeper.Writing;

/// <summary>
/// Marks the flow of a caller's own code while it runs inside a write, so that a write inside it is an error at once. It
/// flows with the execution context into whatever that code starts, and ends with the work: what outlives the work may
/// write again.
/// </summary>
internal sealed class WriteScope(object database, string operation)
{
    private static readonly AsyncLocal<WriteScope?> Current = new();
    private WriteScope? _outer;
    private volatile bool _ended;

    /// <summary>Throws when the calling flow is inside a write of <paramref name="database"/>.</summary>
    public static void Check(object database, string operation)
    {
        // Outer ones count as well: between two writes of one database there may be one of another.
        for (var scope = Current.Value; scope is not null; scope = scope._outer)
        {
            if (scope._ended || !ReferenceEquals(scope.Database, database)) continue;
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Reentrant,
                $"{operation} asks for a write inside the write of {scope.Operation}, which would wait for itself. "
                + "Use the transaction that the outer write was given, or write after it has returned.");
        }
    }

    public object Database { get; } = database;

    public string Operation { get; } = operation;

    /// <summary>Runs <paramref name="work"/> inside this scope, in the caller's execution context.</summary>
    public void Run(ExecutionContext? context, ContextCallback work, object state)
    {
        if (context is null)
        {
            Enter(work, state);
            return;
        }

        ExecutionContext.Run(context, static box => ((Entry)box!).Run(), new Entry(this, work, state));
    }

    public void End() => _ended = true;

    private void Enter(ContextCallback work, object state)
    {
        var outer = Current.Value;
        _outer = outer;

        // Code that outlives its write and writes again would make the chain longer each time.
        while (_outer is { _ended: true }) _outer = _outer._outer;
        Current.Value = this;
        try
        {
            work(state);
        }
        finally
        {
            Current.Value = outer;
        }
    }

    private sealed class Entry(WriteScope scope, ContextCallback work, object state)
    {
        public void Run() => scope.Enter(work, state);
    }
}
