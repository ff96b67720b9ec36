using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dapper;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Sqlite;

namespace Lockkeeper.Tests.Telemetry;

[Collection(nameof(Alone))]
public sealed class TelemetryTests
{
    [Fact]
    public async Task Every_instrument_reports_in_its_unit_under_the_databases_tags()
    {
        ConcurrentQueue<(string Name, string? Unit, double Value, string Tags)> seen = new();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Lockkeeper") listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();

        await using var test = await TestDatabase.CreateAsync(options =>
        {
            options.CheckpointPages = 1;
            options.Retry.MaxRetries = 1;
            options.Retry.BaseDelay = TimeSpan.FromMilliseconds(1);
            options.WriteTimeout = TimeSpan.FromSeconds(20);
        });
        for (var i = 0; i < 20; i++) await test.Insert(new byte[10_000]);
        await test.Db.ReadAsync(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM t"));
        await test.Db.RunAsync("INSERT INTO nowhere VALUES (1)").AsTask().FailsWith(SharedDatabaseErrorKind.Engine);
        using (PythonProgram.Run(test.Path, "con.execute('BEGIN IMMEDIATE'); ready(); con.execute('COMMIT')"))
            await test.Insert(1).AsTask().FailsWith(SharedDatabaseErrorKind.WriteTimeout);
        await Waiting.Until(() => seen.Any(one => one.Name == "lockkeeper.turn.hold"), "the turn is given up");
        using (var held = await HeldWriter.StartAsync(test))
        {
            var queued = Enumerable.Range(0, 3).Select(i => test.Insert(i).AsTask()).ToList();
            await test.Db.ReadAsync(_ =>
            {
                listener.RecordObservableInstruments();
                return 0;
            });
            held.GoOn();
            await Task.WhenAll(queued).Within();
        }

        seen.Select(one => (one.Name, one.Unit)).Distinct().Order().ShouldBe(
        [
            ("lockkeeper.batch.size", "{write}"),
            ("lockkeeper.checkpoint.duration", "s"),
            ("lockkeeper.queue.length", "{write}"),
            ("lockkeeper.read.duration", "s"),
            ("lockkeeper.read.wait", "s"),
            ("lockkeeper.readers.in_use", "{reader}"),
            ("lockkeeper.turn.hold", "s"),
            ("lockkeeper.turn.wait", "s"),
            ("lockkeeper.wal.size", "By"),
            ("lockkeeper.write.duration", "s"),
            ("lockkeeper.write.failures", "{write}"),
            ("lockkeeper.write.retries", "{retry}"),
            ("lockkeeper.write.timeouts", "{write}"),
        ]);
        seen.ShouldAllBe(one => one.Tags == $"db.system.name=sqlite,db.namespace={Path.GetFileName(test.Path)}");
        Values("lockkeeper.queue.length").ShouldBe([3]);
        Values("lockkeeper.readers.in_use").ShouldBe([1]);
        Values("lockkeeper.wal.size").Single().ShouldBeGreaterThan(0);
        Values("lockkeeper.write.retries").Sum().ShouldBe(1);
        Values("lockkeeper.write.timeouts").Sum().ShouldBe(1);
        Values("lockkeeper.write.failures").Sum().ShouldBe(1);
        Values("lockkeeper.batch.size").ShouldContain(3);
        Values("lockkeeper.write.duration").Count().ShouldBe((int)Values("lockkeeper.batch.size").Sum(), "one each acknowledged write");
        Values("lockkeeper.write.duration").ShouldAllBe(seconds => seconds > 0 && seconds < 60);

        IEnumerable<double> Values(string name) => seen.Where(one => one.Name == name).Select(one => one.Value);

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
            if (text.Contains("db.namespace=lockkeeper-", StringComparison.Ordinal))
                seen.Enqueue((instrument.Name, instrument.Unit, value, text));
        }
    }

    [Fact]
    public async Task Writes_and_reads_are_spans_that_name_their_operation_and_their_error()
    {
        ConcurrentQueue<Activity> ended = new();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Lockkeeper",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        await using var test = await TestDatabase.CreateAsync();
        var name = Path.GetFileName(test.Path);
        ActivitySource.AddActivityListener(listener);

        await test.Insert(1, operation: "SaveOne");
        await test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({2})"), operation: "SaveTwo");
        await test.Db.ReadAsync(_ => 0, operation: "Look");
        await test.Db.RunAsync("INSERT INTO nowhere VALUES (1)", operation: "Fails").AsTask().FailsWith(SharedDatabaseErrorKind.Engine);
        await test.Db.WriteAsync<int>((Func<WriteTransaction, int>)(_ => throw new InvalidDataException("mine")), operation: "Throws")
            .FailsWith<InvalidDataException>();
        await test.Db.ReadAsync((Func<System.Data.Common.DbConnection, int>)(_ => throw new InvalidDataException("mine")), operation: "Stumbles")
            .FailsWith<InvalidDataException>();

        ended.Select(span => (span.DisplayName, Tag(span, "db.operation.name"), span.Status)).ShouldBe(
        [
            ($"write {name}", "SaveOne", ActivityStatusCode.Unset),
            ($"write {name}", "SaveTwo", ActivityStatusCode.Unset),
            ($"read {name}", "Look", ActivityStatusCode.Unset),
            ($"write {name}", "Fails", ActivityStatusCode.Error),
            ($"write {name}", "Throws", ActivityStatusCode.Error),
            ($"read {name}", "Stumbles", ActivityStatusCode.Error),
        ]);
        foreach (var span in ended)
        {
            span.Kind.ShouldBe(ActivityKind.Client);
            Tag(span, "db.system.name").ShouldBe("sqlite");
            Tag(span, "db.namespace").ShouldBe(name);
        }

        Tag(ended.First(), "db.query.text").ShouldBe("INSERT INTO t(v) VALUES ($1)", "the statement, never its values");

        static string? Tag(Activity span, string key) => span.GetTagItem(key) as string;
    }
}
