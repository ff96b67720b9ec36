namespace Lockkeeper.Sqlite.DropIn;

/// <summary>
/// Closes the handle of a connection that nobody closed and nobody has any more. The driver would use it again for the next
/// connection with the same connection string, and a slot's string is only the slot's.
/// </summary>
internal static class ForgottenConnection
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Called by the finalizer. Blocks for nothing and throws nothing.</summary>
    public static void CloseLater(InteractiveTurn turn, PoolSlot slot) => _ = CloseAsync(turn, slot);

    private static async Task CloseAsync(InteractiveTurn turn, PoolSlot slot)
    {
        try
        {
            // Away from the finalizer's thread. What is still open is the watchdog's, which says where it began.
            do
            {
                await Task.Delay(LookEvery).ConfigureAwait(false);
            }
            while (turn.HasTransaction);

            turn.Close();
        }
        catch (ObjectDisposedException)
        {
            // All of the driver's pools were cleared meanwhile, and the handle with them.
        }

        slot.Close();
    }
}
