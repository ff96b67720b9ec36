using Lockkeeper.Engines;

namespace Lockkeeper.Writing;

/// <summary>
/// Runs writes inside one transaction, commits once for all of them and acknowledges each. Used by the owner of the writer
/// role while the process holds the turn. <c>DESIGN.md</c> beside this file says what happens when one of them fails.
/// </summary>
/// <param name="services">What it shares with the queue.</param>
/// <param name="session">The connection.</param>
/// <param name="abandoned">Set when the connection is taken away.</param>
/// <param name="noRetry">Set then too, and when nobody waits any more for a transaction to begin.</param>
internal sealed class GroupCommit(WriteServices services, IWriterSession session, CancellationToken abandoned, CancellationToken noRetry)
{
    private readonly Action _begin = session.Begin;
    private readonly Action _beginInTurn = () => BeginInTurn(services, session);
    private readonly long _commitCost = services.Clock.Ticks(TimeSpan.FromMicroseconds(10));

    // The writes of the open transaction, in the order in which they ran.
    private List<WriteRequest> _group = [];

    // What an undone transaction left to run again, and what a refused commit left to run each by itself. They are kept
    // here and not in local variables so that whoever takes over from a stuck writer finds them.
    private readonly Queue<WriteRequest> _again = new();
    private readonly Queue<WriteRequest> _alone = new();
    private WriteRequest? _current;
    private EngineErrorClass _undoneBy;

    // How many writes come together, judging by the last transactions.
    private int _expected;

    /// <summary>The write that runs now.</summary>
    public WriteRequest? Current => Volatile.Read(ref _current);

    /// <summary>
    /// The writes that were begun and are not acknowledged, without the one that runs now, in their order: for the writer
    /// that takes over from a stuck one.
    /// </summary>
    public List<WriteRequest> Unfinished => [.. _group, .. _again, .. _alone];

    /// <summary>Whether the session must be replaced before the next transaction.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether the last <see cref="Run"/> did nothing because the turn must be taken anew.</summary>
    public bool LostTurn { get; private set; }

    /// <summary>
    /// Runs what is pending in one transaction, until nothing is left, the batch is full or <paramref name="until"/> has come.
    /// </summary>
    /// <returns>The number of writes in the transaction.</returns>
    /// <exception cref="AbandonedException">The writer was taken away.</exception>
    public int Run(PendingWrites pending, long until)
    {
        if (!pending.TryPeek(out var first) || !Begin(first!.Operation)) return 0;
        while (_group.Count < services.MaxBatch)
        {
            if (!pending.TryPeek(out var next))
            {
                if (_group.Count < _expected && WaitForNext(pending)) continue;
                break;
            }

            // One that wants a transaction of its own ends this one.
            if (!next!.Batch && (_group.Count > 0 || next is TurnRequest)) break;
            pending.TryTake(out _);
            if (!next.TryStart(session)) continue;
            if (!RunAndRecover(next, savepoint: next.NeedsSavepoint && next.Batch) || !next.Batch) break;

            // A caller's code may take as long as a whole slice; a single statement does not.
            if ((next.NeedsSavepoint || (_group.Count & 15) == 0) && services.Clock.Now >= until) break;
        }

        _expected = Math.Max(_group.Count, _expected - 1 - _expected / 8);
        return Finish();
    }

    /// <summary>Runs <paramref name="request"/> alone in a transaction.</summary>
    /// <returns><see langword="false"/> when another holds the engine's lock: nothing was done.</returns>
    public bool TryRunAlone(WriteRequest request)
    {
        try
        {
            services.VerifyFile();
            session.Begin();
        }
        catch (Exception error) when (services.Classify(error) == EngineErrorClass.Busy)
        {
            return false;
        }
        catch (Exception error)
        {
            NoteIfBroken(error);
            if (request.TryStart(session)) services.FailToBegin(request, error);
            return true;
        }

        if (request.TryStart(session)) RunAndRecover(request, savepoint: false);
        Finish();
        return true;
    }

    /// <summary>Runs again what another writer had run in a transaction that was never committed.</summary>
    public void Replay(IEnumerable<WriteRequest> innocent)
    {
        RunAgain(innocent);
        Finish();
    }

    // Who holds the engine's lock may hold the turn too, in a side file that has taken this one's place, and sees nobody wait there.
    private static void BeginInTurn(WriteServices services, IWriterSession session)
    {
        try
        {
            session.Begin();
        }
        catch (Exception error) when (services.Classify(error) == EngineErrorClass.Busy && services.IsTurnLost())
        {
            throw new TurnLostException(error);
        }
    }

    private bool Begin(string operation)
    {
        LostTurn = false;
        var asked = services.Clock.Now;
        try
        {
            services.VerifyFile();
            services.Retry.Run(_beginInTurn, operation, noRetry);
            return true;
        }
        catch (TurnLostException)
        {
            LostTurn = true;
            return false;
        }
        catch (Exception error)
        {
            NoteIfBroken(error);
            services.FailPending(error, asked);
            return false;
        }
    }

    // Fewer have come than last time: those that were acknowledged a moment ago are on their way. To wait for the next one
    // for less than a commit costs is cheaper than to commit without it.
    private bool WaitForNext(PendingWrites pending)
    {
        var until = services.Clock.Now + _commitCost;
        while (pending.IsEmpty)
        {
            if (services.Clock.Now >= until) return false;
            Thread.Yield();
        }

        return true;
    }

    // Runs one request. Returns whether a transaction is open and holds all of the group.
    private bool RunAndRecover(WriteRequest request, bool savepoint)
    {
        if (RunOne(request, savepoint)) return true;
        var innocent = _group;
        _group = [];
        return RunAgain(innocent);
    }

    // Returns whether the transaction still stands: with the request in its group, failed alone or not.
    private bool RunOne(WriteRequest request, bool savepoint)
    {
        savepoint &= session.SupportsSavepoints;
        try
        {
            if (request.NeedsSavepoint) session.RunPutOff();
            if (savepoint) session.Savepoint();
            Call(request);
            if (!session.InTransaction) throw WriteServices.TransactionEnded(request);
            if (savepoint) session.Release();
        }
        catch (Exception error) when (error is not AbandonedException)
        {
            if (!TryUndo(request, savepoint))
            {
                _undoneBy = services.Classify(error);
                if (_undoneBy == EngineErrorClass.Innocent || (_undoneBy == EngineErrorClass.Replay && request.Attempts <= services.Retry.MaxRetries))
                    _group.Add(request);
                else
                    services.Fail(request, error);
                return false;
            }

            request.Failure = error;
        }

        _group.Add(request);
        return true;
    }

    private void Call(WriteRequest request)
    {
        request.Started = services.Clock.Now;
        Volatile.Write(ref _current, request);
        try
        {
            request.Run(session, abandoned);
        }
        catch (Exception)
        {
            EndCall(request);
            throw;
        }

        EndCall(request);
    }

    // Stuck code that comes back after its writer was taken away must touch nothing of it any more.
    private void EndCall(WriteRequest request)
    {
        if (!request.TryFinish()) throw new AbandonedException();
        Volatile.Write(ref _current, null);
    }

    // Undoes what the failed request did, and nothing else. A single statement was undone by the engine itself.
    private bool TryUndo(WriteRequest request, bool savepoint)
    {
        try
        {
            if (session.InTransaction && savepoint) session.RollbackToSavepoint();
            if (session.InTransaction && (savepoint || !request.NeedsSavepoint)) return true;
        }
        catch (Exception error) when (error is not AbandonedException)
        {
            // The work ended the savepoint itself, or the engine cannot go on: only the whole can be undone.
            NoteIfBroken(error);
        }

        RollBack();
        return false;
    }

    // Begins anew and runs the innocent again, without each one that undoes the transaction once more.
    private bool RunAgain(IEnumerable<WriteRequest> innocent)
    {
        foreach (var request in innocent) _again.Enqueue(request);
        for (var round = 0; _again.Count > 0; round++)
        {
            try
            {
                services.Retry.Run(_begin, _again.Peek().Operation, abandoned);
            }
            catch (Exception error)
            {
                NoteIfBroken(error);
                while (_again.TryDequeue(out var request)) services.FailToBegin(request, error);
                return false;
            }

            if (RunAllAgain()) return true;

            // With a full disk each would fail in its turn, and each time all others would run again.
            if (_undoneBy != EngineErrorClass.DiskFull || round == 0) continue;
            while (_again.TryDequeue(out var request)) services.FailForDiskFull(request);
            return false;
        }

        return false;
    }

    // Returns whether the transaction stands. If not, those that are not guilty are to run again, in their order.
    private bool RunAllAgain()
    {
        while (_again.TryDequeue(out var request))
        {
            request.Restart(session);
            if (RunOne(request, request.NeedsSavepoint)) continue;
            List<WriteRequest> innocent = [.. _group, .. _again];
            _group = [];
            _again.Clear();
            foreach (var other in innocent) _again.Enqueue(other);
            return false;
        }

        return true;
    }

    // Commits and acknowledges. Leaves no transaction open and the group empty.
    private int Finish()
    {
        var group = _group;
        var count = group.Count;
        var written = Written(group);
        if (written == 0)
        {
            RollBack();
            Acknowledge(group);
            return count;
        }

        try
        {
            session.Commit();
        }
        catch (Exception error)
        {
            _group = [];
            RecoverFromCommit(group, error);
            return count;
        }

        services.Meter.Committed(written);
        Acknowledge(group);
        return count;
    }

    private static int Written(List<WriteRequest> group)
    {
        var written = 0;
        foreach (var request in group)
        {
            if (request.Failure is null) written++;
        }

        return written;
    }

    private void RecoverFromCommit(List<WriteRequest> group, Exception error)
    {
        NoteIfBroken(error);
        RollBack();
        switch (services.Classify(error))
        {
            case EngineErrorClass.Io or EngineErrorClass.Unusable:
                IsBroken = true;
                services.ReportOutcomeUnknown(group, error);
                break;
            case EngineErrorClass.DiskFull:
                foreach (var request in group) services.Fail(request, request.Failure ?? error);
                break;
            case EngineErrorClass.Innocent:
            case EngineErrorClass.Replay when group.TrueForAll(request => request.Attempts <= services.Retry.MaxRetries):
                if (RunAgain(group)) Finish();
                break;
            default:
                if (group.Count == 1) services.Fail(group[0], error);
                else RunEachAlone(group);
                break;
        }
    }

    // A commit that a constraint refused does not say whose fault it is: alone, only the guilty one fails.
    private void RunEachAlone(List<WriteRequest> group)
    {
        foreach (var request in group) _alone.Enqueue(request);
        while (_alone.TryDequeue(out var request))
        {
            if (RunAgain([request])) Finish();
        }
    }

    private void Acknowledge(List<WriteRequest> group)
    {
        var now = services.Clock.Now;
        var acknowledged = 0;
        try
        {
            foreach (var request in group)
            {
                if (request.Failure is { } failure)
                {
                    acknowledged++;
                    services.Fail(request, failure);
                    continue;
                }

                services.Meter.Acknowledged(request.Asked, now);
                acknowledged++;
                request.Succeed();
            }
        }
        finally
        {
            // Whoever was told may have its request in another use already: nobody may find it here, whatever went wrong.
            group.RemoveRange(0, acknowledged);
        }
    }

    private void RollBack()
    {
        try
        {
            session.Rollback();
        }
        catch (Exception error)
        {
            // A session that cannot roll back is closed, which rolls back.
            services.LogRollbackFailed(error);
            IsBroken = true;
        }
    }

    private void NoteIfBroken(Exception error)
    {
        if (services.Classify(error) is EngineErrorClass.Unusable or EngineErrorClass.Io) IsBroken = true;
    }
}
