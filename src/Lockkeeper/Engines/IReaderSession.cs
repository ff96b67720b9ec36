using System.Data.Common;

namespace Lockkeeper.Engines;

/// <summary>
/// A connection that cannot write. One thread at a time uses it, except for <see cref="Interrupt"/> and <see cref="Abandon"/>.
/// </summary>
public interface IReaderSession : IDisposable
{
    /// <summary>The connection that a caller's own code gets.</summary>
    DbConnection Connection { get; }

    /// <summary>Begins a snapshot: all that is read until <see cref="End"/> sees one state of the database.</summary>
    void Begin();

    /// <summary>
    /// Ends the snapshot and makes the connection clean for the next one.
    /// </summary>
    /// <returns>Whether the connection may be used again; otherwise it must be disposed.</returns>
    bool End();

    /// <summary>Interrupts the statement that runs now, if any. May be called from any thread.</summary>
    void Interrupt();

    /// <summary>
    /// Ends the snapshot though the code that it was lent to still has it: from here on that code is refused everything. The
    /// snapshot of a data reader that it left open lasts until that takes its next step. May be called from any thread, and
    /// again; waits for a statement that runs, which should have been interrupted before.
    /// </summary>
    void Abandon();
}
