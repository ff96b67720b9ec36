using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Lockkeeper.Sqlite;
using Lockkeeper.Telemetry;

namespace Lockkeeper.Tests.Docs;

// A listener hears the whole process, and writes that are heard go another way: other tests are not to notice it.
[CollectionDefinition(nameof(MetricsPageTests), DisableParallelization = true)]
public sealed class OneProcessOneListener;

[Collection(nameof(MetricsPageTests))]
public sealed class MetricsPageTests
{
    private readonly string _page = Repository.Read("docs/metrics.md");

    [Fact]
    public void Every_instrument_stands_in_the_docs_with_its_kind_and_unit()
    {
        var rows = Published().Select(instrument => $"\n| `{instrument.Name}` | {Kind(instrument)} | `{instrument.Unit}` | ").ToList();

        rows.Count.ShouldBeGreaterThan(10);
        foreach (var row in rows) _page.ShouldContain(row);
    }

    [Fact]
    public void The_docs_list_no_instrument_that_does_not_exist()
    {
        var names = Published().Select(instrument => instrument.Name).ToList();

        foreach (var row in _page.Split('\n').Where(line => line.StartsWith("| `lockkeeper.", StringComparison.Ordinal)))
            names.ShouldContain(row.Split('`')[1], row);
    }

    [Fact]
    public async Task Every_tag_of_a_measurement_and_of_an_activity_stands_in_the_docs()
    {
        var tags = new HashSet<string>();
        var names = new HashSet<string>();
        using var meters = new MeterListener { InstrumentPublished = Enable };
        meters.SetMeasurementEventCallback<int>((_, _, found, _) => Keep(found));
        meters.SetMeasurementEventCallback<long>((_, _, found, _) => Keep(found));
        meters.SetMeasurementEventCallback<double>((_, _, found, _) => Keep(found));
        meters.Start();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Instruments.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (tags)
                {
                    names.Add(activity.OperationName.Split(' ')[0]);
                    tags.UnionWith(activity.TagObjects.Select(tag => tag.Key));
                }
            },
        };
        ActivitySource.AddActivityListener(activities);
        var folder = Directory.CreateTempSubdirectory("lockkeeper-docs-");
        try
        {
            await using var database = SqliteDatabase.Open(Path.Combine(folder.FullName, "metrics.db"));
            await database.ExecuteAsync($"CREATE TABLE t(a)", TestContext.Current.CancellationToken);
            await database.ReadAsync(connection => connection.State, TestContext.Current.CancellationToken);
            meters.RecordObservableInstruments();
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        lock (tags)
        {
            names.ShouldBe(["write", "read"], ignoreOrder: true);
            foreach (var tag in tags) _page.ShouldContain($"`{tag}`");
        }

        void Keep(ReadOnlySpan<KeyValuePair<string, object?>> found)
        {
            lock (tags)
            {
                foreach (var tag in found) tags.Add(tag.Key);
            }
        }
    }

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == Instruments.Name) listener.EnableMeasurementEvents(instrument);
    }

    private static List<Instrument> Published()
    {
        RuntimeHelpers.RunClassConstructor(typeof(Instruments).TypeHandle);
        var found = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == Instruments.Name) found.Add(instrument);
            },
        };
        listener.Start();
        return found;
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name switch
    {
        "Histogram`1" => "histogram",
        "Counter`1" => "counter",
        "ObservableUpDownCounter`1" => "up-down counter",
        var name => throw new InvalidOperationException($"{instrument.Name} is a {name}, which the docs have no word for."),
    };
}
