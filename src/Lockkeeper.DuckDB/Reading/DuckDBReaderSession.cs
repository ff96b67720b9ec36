using System.Data;
using System.Data.Common;
using Lockkeeper.DuckDB.Errors;
using Lockkeeper.DuckDB.Leasing;
using Lockkeeper.Engines;

namespace Lockkeeper.DuckDB.Reading;

/// <summary>
/// A connection whose transactions are read-only, on whatever lease this process has. A read has its place on the lease from
/// before <see cref="Begin"/> until <see cref="End"/> or <see cref="Abandon"/>.
/// </summary>
internal sealed class DuckDBReaderSession(FileLease lease) : IReaderSession
{
    private OpenFile? _file;
    private DuckDBConnection? _connection;
    private int _entered;
    private volatile bool _revoked;

    /// <inheritdoc/>
    public DbConnection Connection => _connection ?? throw new InvalidOperationException("No read has begun.");

    /// <summary>Begins a read-only transaction: its snapshot is taken at its first statement.</summary>
    public void Begin()
    {
        var file = lease.FileOfRead();
        if (!ReferenceEquals(file, _file) || _connection is not { State: ConnectionState.Open })
        {
            _connection?.Dispose();
            _connection = file.Connect();
            _file = file;
        }

        try
        {
            _connection.ExecuteRaw("BEGIN TRANSACTION READ ONLY");
        }
        catch (DuckDBException error)
        {
            if (DuckDBErrors.IsFatal(error)) lease.Invalidate(error);
            throw;
        }

        Volatile.Write(ref _entered, 1);
    }

    /// <inheritdoc/>
    public bool End()
    {
        try
        {
            if (_revoked || _connection is not { State: ConnectionState.Open } connection) return false;
            connection.ExecuteRaw("ROLLBACK");
            return true;
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public void Interrupt() => _connection?.Interrupt();

    /// <inheritdoc/>
    public void Abandon()
    {
        _revoked = true;
        try
        {
            _connection?.Interrupt();
            _connection?.Close();
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection?.Dispose();

    private void Leave()
    {
        if (Interlocked.Exchange(ref _entered, 0) == 1) lease.LeaveRead();
    }
}
