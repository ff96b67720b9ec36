using System.Data.Common;
using Lockkeeper.Engines;
using Lockkeeper.Statements;

namespace Lockkeeper.Tests.Facade;

/// <summary>The real engine, which fails where a test says so, and counts.</summary>
internal sealed class FaultyEngine(IDatabaseEngine inner) : IDatabaseEngine
{
    private int _begins;
    private int _commits;
    private int _writersOpened;
    private int _writersOpen;
    private int _readersOpened;
    private int _readersOpen;

    /// <summary>Called before a connection for writing is opened; may throw.</summary>
    public Action? OpeningWriter { get; set; }

    /// <summary>Called before each BEGIN; may throw.</summary>
    public Action? Beginning { get; set; }

    /// <summary>Called instead of each COMMIT, with the real one; may throw before or after it.</summary>
    public Action<Action>? Committing { get; set; }

    /// <summary>Called before the connection is taken away from stuck code; may block.</summary>
    public Action? Abandoning { get; set; }

    public int Begins => Volatile.Read(ref _begins);

    public int Commits => Volatile.Read(ref _commits);

    public int WritersOpened => Volatile.Read(ref _writersOpened);

    public int WritersOpen => Volatile.Read(ref _writersOpen);

    public int ReadersOpened => Volatile.Read(ref _readersOpened);

    public int ReadersOpen => Volatile.Read(ref _readersOpen);

    public string Name => inner.Name;

    public string DatabasePath => inner.DatabasePath;

    public string Identity => inner.Identity;

    public IWriterSession OpenWriter()
    {
        OpeningWriter?.Invoke();
        var session = inner.OpenWriter();
        Interlocked.Increment(ref _writersOpened);
        Interlocked.Increment(ref _writersOpen);
        return new Writer(this, session);
    }

    public IReaderSession OpenReader()
    {
        var session = inner.OpenReader();
        Interlocked.Increment(ref _readersOpened);
        Interlocked.Increment(ref _readersOpen);
        return new Reader(this, session);
    }

    public EngineErrorClass Classify(Exception error) => inner.Classify(error);

    public Exception Translate(Exception error, string? statement) => inner.Translate(error, statement);

    public void VerifyFile() => inner.VerifyFile();

    public IReadOnlyList<ForeignHolder> FindForeignHolders(IReadOnlySet<int> known) => inner.FindForeignHolders(known);

    public void Dispose() => inner.Dispose();

    private sealed class Writer(FaultyEngine engine, IWriterSession session) : IWriterSession
    {
        private int _disposed;

        public DbConnection Connection => session.Connection;

        public DbTransaction Transaction => session.Transaction;

        public bool InTransaction => session.InTransaction;

        public void Begin()
        {
            engine.Beginning?.Invoke();
            session.Begin();
            Interlocked.Increment(ref engine._begins);
        }

        public int Execute(SqlText text, ReadOnlySpan<SqlValue> values) => session.Execute(text, values);

        public void Savepoint() => session.Savepoint();

        public void Release() => session.Release();

        public void RollbackToSavepoint() => session.RollbackToSavepoint();

        public void Commit()
        {
            if (engine.Committing is { } committing) committing(session.Commit);
            else session.Commit();
            Interlocked.Increment(ref engine._commits);
        }

        public void Rollback() => session.Rollback();

        public void KeepSnapshot() => session.KeepSnapshot();

        public void DropSnapshot() => session.DropSnapshot();

        public bool Maintain(bool idle, out CheckpointReport report) => session.Maintain(idle, out report);

        public void Interrupt() => session.Interrupt();

        public void Abandon()
        {
            engine.Abandoning?.Invoke();
            session.Abandon();
        }

        public void Dispose()
        {
            session.Dispose();
            if (Interlocked.Exchange(ref _disposed, 1) == 0) Interlocked.Decrement(ref engine._writersOpen);
        }
    }

    private sealed class Reader(FaultyEngine engine, IReaderSession session) : IReaderSession
    {
        public DbConnection Connection => session.Connection;

        public void Begin() => session.Begin();

        public bool End() => session.End();

        public void Interrupt() => session.Interrupt();

        public void Abandon() => session.Abandon();

        public void Dispose()
        {
            session.Dispose();
            Interlocked.Decrement(ref engine._readersOpen);
        }
    }
}
