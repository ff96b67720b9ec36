namespace Lockkeeper.Writing;

/// <summary>A connection that is lent the turn for a transaction of its own.</summary>
internal interface ITurnOwner
{
    /// <summary>
    /// Ends the transaction from outside, whatever its code does now: interrupts what runs, rolls back, and sees to it that
    /// nothing is committed on the connection until its code has been told. Blocks until the engine lets go. Any thread;
    /// throws nothing.
    /// </summary>
    void TakeAway(TurnRequest request);
}
