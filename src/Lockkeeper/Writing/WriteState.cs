namespace Lockkeeper.Writing;

/// <summary>
/// Where a write is. Only <see cref="Queued"/> → <see cref="Running"/> or <see cref="Dropped"/> and
/// <see cref="Running"/> → <see cref="Ran"/>, <see cref="Stopping"/> or back are raced for, each by one compare-exchange.
/// </summary>
internal enum WriteState
{
    /// <summary>Waits its turn; whoever drops it (deadline, cancellation) completes it.</summary>
    Queued,

    /// <summary>Its statement or work runs; the writer completes it.</summary>
    Running,

    /// <summary>Somebody interrupts it just now; the writer waits for that to be over before it goes on.</summary>
    Stopping,

    /// <summary>It ran; its transaction is not committed yet.</summary>
    Ran,

    /// <summary>It was taken out of the queue by its deadline or its cancellation.</summary>
    Dropped,

    /// <summary>Its work outran the limit and the writer was taken away from it.</summary>
    Abandoned,
}
