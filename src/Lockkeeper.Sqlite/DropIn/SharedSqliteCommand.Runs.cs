using System.Data;
using Lockkeeper.Sqlite.DropIn;
using Lockkeeper.Sqlite.Errors;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite;

/// <content>Its runs by the driver, from the first statement to the end of the data reader.</content>
public sealed partial class SharedSqliteCommand
{
    private InteractiveTurn? _writing;
    private bool _inDriver;
    private bool _resting;

    private SqliteDataReader Run(SharedSqliteConnection owner, InteractiveTurn turn, StatementTraits traits, CommandBehavior behavior)
    {
        owner.EnterDriver();
        _inDriver = turn.WaitsForLock;
        var before = turn.Wait.BeginRun();
        try
        {
            return base.ExecuteReader(behavior);
        }
        catch (Exception error)
        {
            End();
            turn.GiveBackIfOver();
            if (error is SqliteException sqlite && turn.Explain(sqlite) is var explained && !ReferenceEquals(explained, error))
            {
                throw explained;
            }

            throw;
        }
        finally
        {
            LockWait.EndRun(before);
            _inDriver = false;
            owner.LeaveDriver();
            if (traits.HasFlag(StatementTraits.Dirties))
            {
                turn.Mend();
            }
        }
    }

    private SqliteDataReader RunWithoutTurn(CommandBehavior behavior)
    {
        try
        {
            return base.ExecuteReader(behavior);
        }
        catch (SqliteException error)
            when ((error.SqliteErrorCode & 0xff) == ResultCodes.ReadOnly && Connection is SharedSqliteConnection { IsReadOnly: true })
        {
            throw new SqliteException(
                $"{error.Message} The connection string says Mode=ReadOnly: leave it out to write.", error.SqliteErrorCode, error.SqliteExtendedErrorCode);
        }
    }

    // The driver runs the statements after the last result that was asked for when the reader is closed, but not before it has
    // said so: the turn would be given back by then.
    private void RunRest()
    {
        if (_writing is not { } turn || _resting || _traits.HasFlag(StatementTraits.IsSingle) || base.DataReader is not { IsClosed: false } reader
            || Connection is not SharedSqliteConnection owner)
        {
            return;
        }

        turn.Wait.BeginAttempt(runsAgain: false);
        owner.EnterDriver();
        _resting = true;
        _inDriver = turn.WaitsForLock;
        var before = turn.Wait.BeginRun();
        try
        {
            while (reader.NextResult())
            {
            }
        }
        catch (Exception)
        {
            // The driver tells nobody of it either. Where the reader is closed because it failed, there is no rest to run.
        }
        finally
        {
            LockWait.EndRun(before);
            _inDriver = false;
            _resting = false;
            owner.LeaveDriver();
        }
    }

    // Once for each run, when its reader is closed.
    private void End()
    {
        if (Interlocked.Exchange(ref _writing, null) is { } turn)
        {
            turn.EndWrite();
            turn.GiveBackIfOver();
        }
        else
        {
            (Connection as SharedSqliteConnection)?.Turn?.GiveBackIfOver();
        }
    }
}
