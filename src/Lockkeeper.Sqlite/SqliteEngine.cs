using System.Collections.Frozen;
using System.Data.Common;
using Lockkeeper.Engines;
using Lockkeeper.Sqlite.DropIn;
using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Sqlite.Foreign;
using Lockkeeper.Sqlite.Maintaining;
using Lockkeeper.Sqlite.Native;
using Lockkeeper.Sqlite.Opening;
using Lockkeeper.Sqlite.Reading;
using Lockkeeper.Sqlite.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Sqlite;

/// <summary>SQLite behind Lockkeeper's contract: one instance stands for one open file.</summary>
internal sealed class SqliteEngine : IDatabaseEngine
{
    private readonly DatabaseFile _file;
    private readonly SqliteDatabaseOptions _options;
    private readonly ConnectionOpener _opener;
    private readonly ILogger _logger;
    private readonly ConnectionPool _connections;
    private volatile bool _isWal;
    private volatile WalKeeper? _wal;

    /// <summary>Finds or creates the file; opens no connection that stays.</summary>
    /// <param name="path">The file, by any of its names.</param>
    /// <param name="options">Validated and copied here.</param>
    /// <exception cref="SharedDatabaseException">The file cannot be opened or shared.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public SqliteEngine(string path, SqliteDatabaseOptions options)
    {
        _options = options.Freeze();
        _logger = _options.LoggerFactory.CreateLogger("Lockkeeper.Sqlite");
        _file = DatabaseFile.Locate(path, _options, _logger);
        _opener = new(_file.Path, _options, () => FindHolders(FrozenSet<int>.Empty, withReaders: true));
        _connections = new(_file.Path);
        Maintenance = new SqliteMaintenance(_file.Path);
        KnownBugs.Warn(SqliteLibrary.Version, _logger);
    }

    /// <inheritdoc/>
    public string Name => "sqlite";

    /// <inheritdoc/>
    public string DatabasePath => _file.Path;

    /// <inheritdoc/>
    public string Identity => _file.Identity;

    /// <summary>The validated copy of the options.</summary>
    public SqliteDatabaseOptions Options => _options;

    /// <inheritdoc/>
    public IWriterSession OpenWriter()
    {
        _file.Verify();
        var connection = new WriterConnection(ConnectionText.For(_file.Path, SqliteOpenMode.ReadWrite));
        try
        {
            _opener.Open(connection, writer: true);
            _file.Verify();
            _isWal = true;
            var wal = new WalKeeper(_file.Path, connection.Handle!, _options);
            var session = new SqliteWriterSession(connection, wal);
            _wal = wal;
            return session;
        }
        catch
        {
            connection.CloseForGood();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReaderSession OpenReader()
    {
        _file.Verify();
        if (!_isWal)
        {
            // A connection that cannot write cannot switch the file to WAL either.
            OpenWriter().Dispose();
        }

        var connection = new ReaderConnection(ConnectionText.For(_file.Path, SqliteOpenMode.ReadOnly));
        try
        {
            _opener.Open(connection, writer: false);
            _file.Verify();
            return new SqliteReaderSession(connection);
        }
        catch
        {
            connection.CloseForGood();
            throw;
        }
    }

    /// <summary>The drop-in connections of this file that wait to be used again.</summary>
    public ConnectionPool Connections => _connections;

    /// <summary>Where the drop-in logs.</summary>
    public ILogger Logger => _logger;

    /// <inheritdoc/>
    public DbConnection CreateConnection(SharedDatabase database) => new SharedSqliteConnection(database, _file.Path);

    /// <inheritdoc/>
    public IFileMaintenance Maintenance { get; }

    /// <inheritdoc/>
    public void CloseConnections() => _connections.Dispose();

    /// <summary>A drop-in connection committed under the turn, and the WAL has so many pages now. For the owner of the turn.</summary>
    public void NoteWalPages(int pages) => _wal?.Note(pages);

    /// <summary>Another connection wrote to the file under its turn, and how many pages the WAL has is to be seen by its size. One system call.</summary>
    public void NoteWalGrowth() => _wal?.NoteSize();

    /// <inheritdoc/>
    public EngineErrorClass Classify(Exception error) => SqliteErrors.Classify(error);

    /// <inheritdoc/>
    public Exception Translate(Exception error, string? statement) => SqliteErrors.Translate(error, statement, _file.Path);

    /// <inheritdoc/>
    public void VerifyFile() => _file.Verify();

    /// <summary>Whether <paramref name="path"/> leads to the file now. One system call.</summary>
    public bool IsAt(string path) => FileFacts.Read(path) is { } now && now.IsSameFile(_file.Facts);

    /// <inheritdoc/>
    public IReadOnlyList<ForeignHolder> FindForeignHolders(IReadOnlySet<int> known) => FindHolders(known, withReaders: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The sessions are their owner's to dispose; the engine itself keeps nothing open.
    }

    private IReadOnlyList<ForeignHolder> FindHolders(IReadOnlySet<int> known, bool withReaders) =>
        ForeignHolders.Find(_file.Path, _file.Facts, known, withReaders);
}
