using Lockkeeper.Sqlite.Errors;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>A call that waits without blocking a thread: for its turn first, then for a program without Lockkeeper that has SQLite's lock.</summary>
internal static class AsynchronousCall
{
    /// <summary>
    /// Takes the turn where one is needed, then runs <paramref name="attempt"/> on the thread that it has come to, and again
    /// after each pause while the lock is in other hands and the time is not over. The turn is kept between two attempts.
    /// </summary>
    /// <param name="turn">The connection's.</param>
    /// <param name="traits">What the text does.</param>
    /// <param name="timeout">In seconds, for everything together.</param>
    /// <param name="text">For messages.</param>
    /// <param name="attempt">Is given <paramref name="state"/>. Throws what the driver throws.</param>
    /// <param name="state">The attempt's.</param>
    /// <param name="cancellationToken">Ends the waits, and interrupts the statement.</param>
    /// <exception cref="SqliteException">With <c>SQLITE_BUSY</c>: the turn or the lock was not had in time.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<T> RunAsync<TState, T>(
        InteractiveTurn turn, StatementTraits traits, int timeout, string text, Func<TState, T> attempt, TState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        turn.Wait.BeginCall(timeout, text);
        try
        {
            await turn.EnterAsync(traits, timeout, text, cancellationToken).ConfigureAwait(false);

            // Otherwise an attempt that failed would give the turn back.
            turn.BeginWrite();
            try
            {
                while (true)
                {
                    if (TryOnce(turn, traits, attempt, state, cancellationToken, out var result, out var pause)) return result;
                    await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                turn.EndWrite();
            }
        }
        finally
        {
            turn.Wait.EndCall();
            turn.GiveBackIfOver();
        }
    }

    private static bool TryOnce<TState, T>(
        InteractiveTurn turn, StatementTraits traits, Func<TState, T> attempt, TState state, CancellationToken cancellationToken, out T result, out TimeSpan pause)
    {
        turn.ThrowIfClosed();
        pause = default;
        var inTransaction = turn.InTransaction;
        turn.Wait.BeginAttempt(traits.RunsAgain(inTransaction));
        try
        {
            using var interruption = Interruption.On(cancellationToken, turn);
            cancellationToken.ThrowIfCancellationRequested();
            result = attempt(state);
            return true;
        }
        catch (SqliteException) when (turn.Wait.TryPause(out pause))
        {
            if (!inTransaction) turn.UndoBegin();
            result = default!;
            return false;
        }
        catch (SqliteException error) when (error.SqliteErrorCode is ResultCodes.Interrupt or ResultCodes.Busy && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The statement was cancelled.", error, cancellationToken);
        }
        finally
        {
            turn.Wait.EndAttempt();
        }
    }
}
