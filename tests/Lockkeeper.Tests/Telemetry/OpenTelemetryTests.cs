using System.Data.Common;
using System.Text.RegularExpressions;
using Lockkeeper.Tests.Docs;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Sqlite;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Lockkeeper.Tests.Telemetry;

/// <summary>What an OpenTelemetry exporter gets, as an application would wire it.</summary>
[Collection(nameof(MetricsPageTests))]
public sealed partial class OpenTelemetryTests
{
    [Fact]
    public async Task An_exporter_gets_every_instrument_of_the_docs_with_its_unit_and_the_files_name()
    {
        var exported = new Dictionary<string, Exported>(StringComparer.Ordinal);
        using MeterProvider provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter("Lockkeeper")
            .AddReader(new BaseExportingMetricReader(new Keeper(exported)))
            .Build();

        await using var test = await TestDatabase.CreateAsync();
        await test.Insert(1, TestContext.Current.CancellationToken);
        await test.Db.ReadAsync(connection => connection.State, TestContext.Current.CancellationToken);
        await test.Db.ExecuteAsync($"INSERT INTO nowhere VALUES (1)", TestContext.Current.CancellationToken).AsTask().FailsWith<DbException>();
        using (var foreign = PythonProgram.Run(test.Path, "con.execute('BEGIN IMMEDIATE'); ready(); con.execute('COMMIT')"))
        {
            await test.Insert(2, options: new WriteOptions { Timeout = TimeSpan.FromMilliseconds(300) }).AsTask().FailsWith(SharedDatabaseErrorKind.WriteTimeout);
        }

        await test.Insert(3, TestContext.Current.CancellationToken);
        provider.ForceFlush().ShouldBeTrue();

        string file = Path.GetFileName(test.Path);
        foreach ((string name, string unit) in Documented())
        {
            // What never happened here is not exported: a WAL of this size has no checkpoint to time.
            if (name is "lockkeeper.checkpoint.duration") continue;
            exported.ShouldContainKey(name);
            exported[name].Unit.ShouldBe(unit, name);
            exported[name].Files.ShouldContain(file, name);
        }

        exported["lockkeeper.batch.size"].Sum.ShouldBeGreaterThanOrEqualTo(2);
        exported["lockkeeper.write.failures"].Sum.ShouldBeGreaterThanOrEqualTo(1);
        exported["lockkeeper.write.retries"].Sum.ShouldBeGreaterThanOrEqualTo(1);
        exported["lockkeeper.write.timeouts"].Sum.ShouldBeGreaterThanOrEqualTo(1);
    }

    private static IEnumerable<(string Name, string Unit)> Documented() => Row().Matches(Repository.Read("docs/metrics.md"))
        .Select(match => (match.Groups["name"].Value, match.Groups["unit"].Value));

    [GeneratedRegex(@"^\| `(?<name>lockkeeper\.[a-z._]+)` \| [a-z -]+ \| `(?<unit>[^`]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Row();

    private sealed record Exported(string Unit, IReadOnlyList<string> Files, double Sum);

    // The package with an exporter into memory is not to be had here.
    private sealed class Keeper(Dictionary<string, Exported> kept) : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (Metric metric in batch)
            {
                var files = new List<string>();
                double sum = 0;
                foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
                {
                    foreach (KeyValuePair<string, object?> tag in point.Tags)
                    {
                        if (tag is { Key: "db.namespace", Value: string file }) files.Add(file);
                    }

                    sum += metric.MetricType switch
                    {
                        MetricType.Histogram => point.GetHistogramSum(),
                        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
                        _ => 0,
                    };
                }

                kept[metric.Name] = new(metric.Unit, files, sum);
            }

            return ExportResult.Success;
        }
    }
}
