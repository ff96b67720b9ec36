using System.Data.Common;
using System.Runtime.CompilerServices;
using Lockkeeper.Engines;
using Lockkeeper.Statements;
using Lockkeeper.Status;
using Lockkeeper.Writing;

namespace Lockkeeper;

/// <summary>
/// One embedded database file, shared by any number of threads and processes. Writes wait their fair turn, within this
/// process and across processes, and are committed in groups; reads see one snapshot each and wait for nobody.
/// </summary>
/// <remarks>
/// All members may be called from any thread. Open a file once and keep it: further opens of it in the same process, by
/// whatever name, share the same connections, under the options of the first.
/// </remarks>
public sealed class SharedDatabase : IAsyncDisposable, IDisposable
{
    private readonly DatabaseRegistry.Entry _entry;
    private int _disposed;

    private SharedDatabase(DatabaseRegistry.Entry entry) => _entry = entry;

    /// <summary>The absolute path of the file, symbolic links resolved.</summary>
    public string DatabasePath => _entry.Core.DatabasePath;

    /// <summary>
    /// Opens a database through an engine. Applications call the engine's own method instead: <c>SqliteDatabase.Open</c>.
    /// Blocks the calling thread while the file is opened.
    /// </summary>
    /// <param name="engine">The engine on the file; it belongs to the database from here on, also when this throws.</param>
    /// <param name="options">Options that the engine has validated and that nobody changes any more.</param>
    /// <exception cref="SharedDatabaseException">The file cannot be opened.</exception>
    public static SharedDatabase Open(IDatabaseEngine engine, SharedDatabaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        return new SharedDatabase(DatabaseRegistry.Acquire(engine, options));
    }

    /// <summary>
    /// Runs one writing statement in turn; each hole of the interpolated string is a parameter, never text. It shares its
    /// transaction with other writes that wait at the same moment and is acknowledged after the commit.
    /// </summary>
    /// <remarks>
    /// When nothing else is written, it runs on the calling thread before the method returns; otherwise the task completes
    /// on a pool thread. The task may be awaited once (see <see cref="ValueTask{TResult}"/>).
    /// </remarks>
    /// <param name="statement">One statement: <c>$"INSERT INTO t(a) VALUES ({a})"</c>. No transaction control.</param>
    /// <param name="cancellationToken">
    /// Takes the write out of the queue, or interrupts it and rolls it back. A write that is being committed is not cancelled.
    /// </param>
    /// <param name="options">What is different for this write.</param>
    /// <param name="operation">What the write is called in logs, metrics, errors and on the board: the caller's name.</param>
    /// <returns>Rows changed, or -1 for a statement that cannot change any.</returns>
    /// <exception cref="SharedDatabaseException">See <see cref="SharedDatabaseErrorKind"/>; nothing of the write stands unless it says so.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled and nothing of it stands.</exception>
    public ValueTask<int> ExecuteAsync(
        [InterpolatedStringHandlerArgument("")] ref SqlStatementHandler statement,
        CancellationToken cancellationToken = default,
        WriteOptions? options = null,
        [CallerMemberName] string operation = "") =>
        Core(operation).Execute(statement.Complete(), cancellationToken, options, operation);

    /// <summary>
    /// Runs <paramref name="work"/> inside a write transaction, in turn. It is committed when the work returns and rolled
    /// back when it throws. The work may run again when another write of the same batch undoes the transaction, so it must
    /// change nothing but the database; <see cref="WriteOptions.Batch"/> gives it a transaction of its own.
    /// </summary>
    /// <remarks>The work runs on the calling thread when nothing else is written, otherwise on the writer's thread.</remarks>
    /// <param name="work">What to write. A write of the same database inside it is an error.</param>
    /// <param name="cancellationToken">As for <see cref="ExecuteAsync"/>.</param>
    /// <param name="options">What is different for this write.</param>
    /// <param name="operation">What the write is called in logs, metrics, errors and on the board: the caller's name.</param>
    /// <returns>What the work returned.</returns>
    /// <exception cref="SharedDatabaseException">See <see cref="SharedDatabaseErrorKind"/>; nothing of the write stands unless it says so.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled and nothing of it stands.</exception>
    /// <exception cref="Exception">What the work threw.</exception>
    public Task<T> WriteAsync<T>(
        Func<WriteTransaction, T> work,
        CancellationToken cancellationToken = default,
        WriteOptions? options = null,
        [CallerMemberName] string operation = "")
    {
        ArgumentNullException.ThrowIfNull(work);
        AsyncWork.Refuse<T>(nameof(WriteAsync));
        var core = Core(operation);
        return core.Write(new SyncWorkRequest<T>(core, work), cancellationToken, options, operation);
    }

    /// <inheritdoc cref="WriteAsync{T}(Func{WriteTransaction, T}, CancellationToken, WriteOptions?, string)"/>
    public Task WriteAsync(
        Action<WriteTransaction> work,
        CancellationToken cancellationToken = default,
        WriteOptions? options = null,
        [CallerMemberName] string operation = "")
    {
        ArgumentNullException.ThrowIfNull(work);
        Func<WriteTransaction, object?> withResult = transaction =>
        {
            work(transaction);
            return null;
        };
        return WriteAsync(withResult, cancellationToken, options, operation);
    }

    /// <summary>
    /// Runs asynchronous <paramref name="work"/> inside a write transaction, in turn: it begins on the writer's thread, and
    /// the transaction and the turn are held until its task is done. Await nothing slow in it.
    /// </summary>
    /// <inheritdoc cref="WriteAsync{T}(Func{WriteTransaction, T}, CancellationToken, WriteOptions?, string)"/>
    public Task<T> WriteAsync<T>(
        Func<WriteTransaction, Task<T>> work,
        CancellationToken cancellationToken = default,
        WriteOptions? options = null,
        [CallerMemberName] string operation = "")
    {
        ArgumentNullException.ThrowIfNull(work);
        var core = Core(operation);
        return core.Write(new AsyncWorkRequest<T>(core, work), cancellationToken, options, operation);
    }

    /// <inheritdoc cref="WriteAsync{T}(Func{WriteTransaction, Task{T}}, CancellationToken, WriteOptions?, string)"/>
    public Task WriteAsync(
        Func<WriteTransaction, Task> work,
        CancellationToken cancellationToken = default,
        WriteOptions? options = null,
        [CallerMemberName] string operation = "")
    {
        ArgumentNullException.ThrowIfNull(work);
        Func<WriteTransaction, Task<object?>> withResult = async transaction =>
        {
            await work(transaction).ConfigureAwait(false);
            return null;
        };
        return WriteAsync(withResult, cancellationToken, options, operation);
    }

    /// <summary>
    /// Runs <paramref name="work"/> on a connection that cannot write. All that it reads is one snapshot. It waits for no
    /// writer; when all reader connections are at work it waits for one, in order and without blocking a thread.
    /// </summary>
    /// <remarks>The work runs on the calling thread, or on a pool thread after a wait. Do not keep or dispose the connection.</remarks>
    /// <param name="work">What to read.</param>
    /// <param name="cancellationToken">Ends the wait, or interrupts the statement that runs.</param>
    /// <param name="operation">What the read is called in logs, errors and traces: the caller's name.</param>
    /// <returns>What the work returned.</returns>
    /// <exception cref="SharedDatabaseException"><see cref="SharedDatabaseErrorKind.ReadTimeout"/>, <see cref="SharedDatabaseErrorKind.ReadTooLong"/> or an engine error at the beginning.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="Exception">What the work threw.</exception>
    public Task<T> ReadAsync<T>(
        Func<DbConnection, T> work, CancellationToken cancellationToken = default, [CallerMemberName] string operation = "")
    {
        ArgumentNullException.ThrowIfNull(work);
        AsyncWork.Refuse<T>(nameof(ReadAsync));
        return Core(operation).ReadAsync(connection => Task.FromResult(work(connection)), cancellationToken, operation);
    }

    /// <summary>Runs asynchronous <paramref name="work"/> on a connection that cannot write; the snapshot is kept until its task is done.</summary>
    /// <inheritdoc cref="ReadAsync{T}(Func{DbConnection, T}, CancellationToken, string)"/>
    public Task<T> ReadAsync<T>(
        Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default, [CallerMemberName] string operation = "")
    {
        ArgumentNullException.ThrowIfNull(work);
        return Core(operation).ReadAsync(work, cancellationToken, operation);
    }

    /// <summary>
    /// A connection of its own, for code that wants plain ADO.NET: closed, and the caller's to open and dispose. Each of its
    /// transactions and each single writing statement takes its turn; what reads waits for nobody.
    /// </summary>
    /// <exception cref="SharedDatabaseException">With <see cref="SharedDatabaseErrorKind.Unsupported"/> where the engine has none.</exception>
    public DbConnection CreateConnection()
    {
        var core = Core(nameof(CreateConnection));
        return core.Engine.CreateConnection(this);
    }

    /// <summary>
    /// Who has the file open, who holds the turn and who waits, in all processes. Reads the side file and the system's lock
    /// table: some ten microseconds a process. Blocks the calling thread; opens no database file.
    /// </summary>
    public DatabaseStatus GetStatus() => Core(nameof(GetStatus)).GetStatus();

    /// <summary>
    /// Finishes the writes that are queued, then closes all connections, unless the file was opened more than once in this
    /// process and others still use it. Writes that cannot get the turn end at their deadline. Does not block.
    /// </summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _disposed, 1) == 0 ? _entry.ReleaseAsync() : default;

    /// <summary>As <see cref="DisposeAsync"/>, but blocks the calling thread until it is done.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>The open state, for connections of the engine's own.</summary>
    internal DatabaseCore OpenCore => Core(nameof(CreateConnection));

    private DatabaseCore Core(string operation) => Volatile.Read(ref _disposed) == 0
        ? _entry.Core
        : throw new SharedDatabaseException(
            SharedDatabaseErrorKind.Closed, $"{operation} was called after the database {_entry.Core.DatabasePath} was disposed.");
}
