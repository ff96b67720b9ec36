namespace Lockkeeper.Writing;

/// <summary>Why the writer's thread woke.</summary>
internal enum WakeReason
{
    /// <summary>It was given the role.</summary>
    Role,

    /// <summary>It is to look after the turn, if it gets the role.</summary>
    Tick,

    /// <summary>Another thread has taken its place.</summary>
    Retired,
}
