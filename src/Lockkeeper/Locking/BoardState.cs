namespace Lockkeeper.Locking;

/// <summary>The part of a <see cref="BoardEntry"/> that changes, as the process itself publishes it.</summary>
internal readonly record struct BoardState(
    TurnState State,
    string Operation,
    DateTimeOffset Since,
    int QueueLength,
    int ReadersInUse,
    DateTimeOffset? OldestReadSince,
    BoardCounters Counters,
    BoardHistograms? Histograms);
