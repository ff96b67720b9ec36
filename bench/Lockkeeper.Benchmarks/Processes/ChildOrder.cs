using System.Text.Json.Serialization;
using Lockkeeper.Benchmarks.DuckDB;
using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Processes;

/// <summary>What a child process is to do; it comes as JSON in its argument. One of the tasks is set.</summary>
/// <param name="Path">The database file, which exists.</param>
/// <param name="Writes">Writes in a window of time.</param>
/// <param name="Memory">Uses memory and tells how much.</param>
/// <param name="Loads">Loads files into a DuckDB file.</param>
internal sealed record ChildOrder(string Path, PeerOrder? Writes = null, MemoryUse? Memory = null, LoadOrder? Loads = null);

/// <summary>What a child does whose memory is measured.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MemoryUse>))]
internal enum MemoryUse
{
    /// <summary>One plain connection of the driver, opened and used.</summary>
    PlainConnection,

    /// <summary>An open database of Lockkeeper, used in the same way.</summary>
    OpenDatabase,

    /// <summary>Writes that queue while another holds the turn.</summary>
    QueuedWrites,
}
