using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>Says once for each reason that a connection takes no turn: its connection string does not lead to a file that can be shared.</summary>
internal static class WithoutTurnNotice
{
    private static readonly ConcurrentDictionary<string, bool> Given = new(StringComparer.Ordinal);

    /// <summary>Logs it where it was not logged before. A connection that only reads needs no turn and is no news.</summary>
    public static void Give(ConnectionPlan plan, string reason, ILoggerFactory loggers)
    {
        if (!plan.IsReadOnly && Given.TryAdd(reason, true))
        {
            Log.WithoutTurn(loggers.CreateLogger("Lockkeeper.Sqlite"), plan.DataSource, reason);
        }
    }
}
