using System.Data.Common;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>One connection of the driver with its command, kept by a thread or used once.</summary>
internal sealed class DriverSession : IDisposable
{
    private readonly DriverConfiguration _configuration;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteParameter _topic;
    private readonly SqliteParameter _status;
    private readonly SqliteParameter _worker;
    private readonly SqliteParameter _at;

    public DriverSession(string connectionString, DriverConfiguration configuration)
    {
        _configuration = configuration;
        _connection = configuration.Shared ? new SharedSqliteConnection(connectionString) : new SqliteConnection(connectionString);
        _connection.Open();
        if (configuration.BusyTimeout > 0) _connection.Execute($"PRAGMA busy_timeout={configuration.BusyTimeout}");
        // The drop-in sets it by itself: Normal unless the database was opened with another.
        if (!configuration.Shared) _connection.Execute(configuration.Durability == Durability.Full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");

        _insert = _connection.CreateCommand();
        _insert.CommandText = Work.Insert;
        _topic = _insert.Parameters.Add("$1", SqliteType.Text);
        _status = _insert.Parameters.Add("$2", SqliteType.Text);
        _worker = _insert.Parameters.Add("$3", SqliteType.Integer);
        _at = _insert.Parameters.Add("$4", SqliteType.Integer);
        if (configuration.KeepConnection) _insert.Prepare();
    }

    public void Write(int worker, long i)
    {
        _topic.Value = Work.Topic(i);
        _status.Value = Work.Status(i);
        _worker.Value = worker;
        _at.Value = Work.At(i);
        if (_configuration.Transaction == DriverTransaction.Autocommit)
        {
            _insert.ExecuteNonQuery();
            return;
        }

        using var transaction = _connection.BeginTransaction(_configuration.Transaction == DriverTransaction.Deferred);
        _insert.Transaction = transaction;
        _insert.ExecuteNonQuery();
        Work.Hold(_configuration.Hold);
        transaction.Commit();
    }

    public long Read(long id) => Read(_connection, id);

    /// <summary>Reads one row by its key.</summary>
    public static long Read(DbConnection connection, long id)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT topic, status, worker, at FROM topic_status_log WHERE id = $id";
        command.AddParameter("$id", id);
        using var reader = command.ExecuteReader();
        if (!reader.Read()) throw new InvalidOperationException($"Row {id} is missing.");
        return reader.GetInt64(3);
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }
}
