using System.Data;
using System.Diagnostics.CodeAnalysis;
using Lockkeeper.Sqlite.Errors;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.Connections;

/// <summary>
/// A command on a lent connection. It is the driver's, but for three things: it says clearly why a statement was refused; it
/// carries the connection's transaction where the caller named none; and it joins the driver's list of open commands only
/// when it needs the driver, because that list is searched through at every dispose.
/// </summary>
internal class GuardedCommand : SqliteCommand
{
    private readonly GuardedConnection _owner;
    private SqliteConnection? _connection;
    private SqliteParameterCollection? _parameters;

    public GuardedCommand(GuardedConnection owner)
    {
        _owner = owner;
        _connection = owner;

        // Component has a finalizer for which there is nothing to do here: statements are safe handles with their own.
#pragma warning disable CA1816, MA0039 // It is called here so that the finalizer queue never sees a command.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816, MA0039
    }

    /// <inheritdoc/>
    public override SqliteConnection? Connection
    {
        get => _connection;
        set
        {
            _connection = value;
            if (base.Connection is not null)
            {
                base.Connection = value;
            }
        }
    }

    /// <summary>
    /// -1: the driver never waits by itself. Setting it changes nothing; <see cref="SharedDatabaseOptions.WriteTimeout"/>,
    /// <see cref="SharedDatabaseOptions.MaxWriteDuration"/> and <see cref="SharedDatabaseOptions.MaxReadDuration"/> hold.
    /// </summary>
    public override int CommandTimeout
    {
        get => -1;
        set
        {
            // Dapper and others pass on their own default, which must not switch the driver's waiting on.
        }
    }

    /// <inheritdoc/>
    public override SqliteParameterCollection Parameters => _parameters ??= base.Parameters;

    /// <summary>The parameters, or <see langword="null"/> where none was ever asked for.</summary>
    protected SqliteParameterCollection? ExistingParameters => _parameters;

    /// <summary>Whether the command still is on the connection that made it.</summary>
    protected bool IsOnOwner => ReferenceEquals(_connection, _owner);

    /// <inheritdoc/>
    public override void Prepare()
    {
        Attach();
        try
        {
            base.Prepare();
        }
        catch (SqliteException error) when (Refusal(error) is { } refusal)
        {
            throw new SharedDatabaseException(SharedDatabaseErrorKind.Unsupported, refusal, error);
        }
    }

    /// <inheritdoc/>
    public override int ExecuteNonQuery()
    {
        // The driver's own looks at its connection field before it comes to ExecuteReader.
        Attach();
        return base.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public override object? ExecuteScalar()
    {
        Attach();
        return base.ExecuteScalar();
    }

    /// <inheritdoc/>
    public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
    {
        Attach();
        _owner.Guard.Used = true;
        if (IsOnOwner)
        {
            ThrowIfUnusable();
            Transaction ??= _owner.CurrentTransaction;
        }

        try
        {
            return base.ExecuteReader(behavior);
        }
        catch (SqliteException error) when (Refusal(error) is { } refusal)
        {
            throw new SharedDatabaseException(SharedDatabaseErrorKind.Unsupported, refusal, error);
        }
    }

    /// <summary>Throws where callers' code may not use the connection now.</summary>
    protected virtual void ThrowIfUnusable()
    {
        if (_owner.Guard.Revoked)
        {
            throw _owner.Guard.RevokedError();
        }
    }

    /// <summary>Why the guard refused, where it was the guard.</summary>
    [SuppressMessage("Design", "MA0049", Justification = "The class and the property mean the same thing.")]
    protected virtual string? Refusal(SqliteException error) =>
        (error.SqliteErrorCode & 0xff) == ResultCodes.Auth ? _owner.Guard.TakeRefusal() : null;

    private void Attach()
    {
        if (!ReferenceEquals(base.Connection, _connection))
        {
            base.Connection = _connection;
        }
    }
}
