namespace Lockkeeper.Locking;

/// <summary>What came of an attempt to get in line.</summary>
internal enum LineEntry
{
    /// <summary>Nobody was before us: the lock is ours.</summary>
    Granted,

    /// <summary>Others are before us; we hold a ticket.</summary>
    InLine,

    /// <summary>Others are before us, and no ticket was wanted.</summary>
    NotFree,

    /// <summary>Another is taking a ticket at this moment.</summary>
    DoorBusy,

    /// <summary>The side file at the path is another one now: open it and start again.</summary>
    Replaced,

    /// <summary>The caller gave up while it waited at the door.</summary>
    GivenUp,
}
