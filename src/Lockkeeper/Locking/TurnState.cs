namespace Lockkeeper.Locking;

/// <summary>What a process does with the turn.</summary>
public enum TurnState
{
    /// <summary>It has the database open and wants no turn.</summary>
    Idle,

    /// <summary>It waits in line.</summary>
    Waiting,

    /// <summary>It holds the turn.</summary>
    Holding,
}
