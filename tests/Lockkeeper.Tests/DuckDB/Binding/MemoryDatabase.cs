using Lockkeeper.DuckDB;

namespace Lockkeeper.Tests.DuckDB.Binding;

/// <summary>A database in memory with one connection, and short ways to ask it.</summary>
public abstract class MemoryDatabase : IDisposable
{
    protected MemoryDatabase()
    {
        Instance = DuckDBInstance.Open(":memory:");
        Connection = Instance.Connect();
    }

    protected DuckDBInstance Instance { get; }

    protected DuckDBConnection Connection { get; }

    public void Dispose()
    {
        Instance.Dispose();
        GC.SuppressFinalize(this);
    }

    protected int Execute(string sql, params object?[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    protected object? Scalar(string sql, params object?[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar();
    }

    protected DuckDBDataReader Read(string sql, params object?[] values)
    {
        // The reader keeps what it needs of its command.
        var reader = Command(sql, values).ExecuteReader();
        return reader;
    }

    /// <summary>The first row's first value as a <typeparamref name="T"/>.</summary>
    protected T First<T>(string sql, params object?[] values)
    {
        using var reader = Read(sql, values);
        reader.Read().ShouldBeTrue();
        return reader.GetFieldValue<T>(0);
    }

    private DuckDBCommand Command(string sql, object?[] values)
    {
        var command = new DuckDBCommand(sql, Connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new DuckDBParameter(value));
        }

        return command;
    }
}
