namespace Lockkeeper.Locking;

/// <summary>
/// Where each process shows what it does with the database, and sees all others. None of it may fail: without a usable
/// side file, publishing does nothing and reading gives only this process.
/// </summary>
internal interface IPresenceBoard : IDisposable
{
    /// <summary>Shows <paramref name="state"/> and the numbers that come with it. One write of a microsecond.</summary>
    void Publish(in BoardState state);

    /// <summary>All living processes that have the database open, this one included, in the order of their slots.</summary>
    IReadOnlyList<BoardEntry> Read();
}
