namespace Lockkeeper.Writing;

/// <summary>Why a running write was interrupted.</summary>
internal enum StopReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Its caller cancelled it.</summary>
    Cancelled,

    /// <summary>Its transaction held the turn too long.</summary>
    TooLong,
}
