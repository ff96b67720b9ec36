using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lockkeeper.Engines;

namespace Lockkeeper.Telemetry;

/// <summary>What one open database reports to the meter, under its own tags.</summary>
internal sealed class DatabaseMeter : IDisposable
{
    private static readonly ConcurrentDictionary<DatabaseMeter, bool> Open = new();
    private readonly TagList _tags;

    public DatabaseMeter(IDatabaseEngine engine)
    {
        Namespace = Path.GetFileName(engine.DatabasePath);
        _tags = new TagList
        {
            { "db.system.name", engine.Name },
            { "db.namespace", Namespace },
        };
        Open[this] = true;
    }

    /// <summary>The database's name in tags: its file's name.</summary>
    public string Namespace { get; }

    public Func<int> QueueLength { get; set; } = static () => 0;

    public Func<int> ReadersInUse { get; set; } = static () => 0;

    /// <summary>The size of the WAL in bytes after the last checkpoint of this process.</summary>
    public long WalBytes { get; private set; }

    public ref readonly TagList Tags => ref _tags;

    public static IEnumerable<Measurement<long>> Observe(Func<DatabaseMeter, long> value) =>
        Open.Keys.Select(meter => new Measurement<long>(value(meter), meter._tags)).ToList();

    public void Checkpointed(in CheckpointReport report)
    {
        WalBytes = report.WalBytes;
        Instruments.CheckpointDuration.Record(report.Elapsed.TotalSeconds, _tags);
    }

    public void Dispose() => Open.TryRemove(this, out _);
}
