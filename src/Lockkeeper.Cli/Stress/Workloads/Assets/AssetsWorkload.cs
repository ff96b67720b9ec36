using System.Data.Common;
using System.Globalization;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Cli.Stress.Workloads.Assets;

/// <summary>
/// A data pipeline: three processes load tables at once, then two others build tables from them, each table in one
/// transaction; and again. An item is one table of one run.
/// </summary>
internal sealed class AssetsWorkload(ShopSizes sizes) : IWorkload
{
    public const string WorkloadName = "assets";
    private const string Log = "asset_runs";
    private const int Runs = 5;

    private static readonly int AssetsOfARun = ShopPipeline.Create(ShopSizes.Small).Count;

    private readonly IReadOnlyList<Asset> _assets = ShopPipeline.Create(sizes);
    private readonly EndedItems _ended = new();

    /// <inheritdoc/>
    public string Name => WorkloadName;

    /// <inheritdoc/>
    public string Source => string.Create(
        CultureInfo.InvariantCulture, $"that make {_assets.Count} tables again and again: loads of {sizes.Customers:N0}, {sizes.Orders:N0} and {sizes.Payments:N0} rows, two built from them");

    /// <inheritdoc/>
    public long DefaultWrites => Runs * AssetsOfARun;

    /// <inheritdoc/>
    public int UsualProcesses => AssetsOfARun;

    /// <inheritdoc/>
    public int? FixedWorkers => 1;

    /// <inheritdoc/>
    public InputFaults? InputFaults => null;

    /// <inheritdoc/>
    public EndedItems? Ended => _ended;

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => [.. _assets.Select(asset => asset.Name), Log];

    /// <inheritdoc/>
    public string Schema =>
        $"""
        {string.Join('\n', _assets.Select(asset => asset.Schema))}
        CREATE TABLE {Log}(worker INTEGER NOT NULL, seq BIGINT NOT NULL, asset VARCHAR NOT NULL, run INTEGER NOT NULL);
        """;

    /// <summary>The run that an item belongs to, from 1.</summary>
    public static int RunOf(long item) => 1 + (int)(item / AssetsOfARun);

    /// <inheritdoc/>
    public IWorkload ForWarmUp() => new AssetsWorkload(ShopSizes.Small);

    /// <inheritdoc/>
    public int? WarmUpWrites => 2 * AssetsOfARun;

    /// <inheritdoc/>
    public IItemWriter CreateWriter(IStoreClient client, Deal deal, int worker) => new AssetWriter(client, deal, _assets, _ended);

    /// <inheritdoc/>
    public IEnumerable<Check> Verify(DbConnection connection, WriteLedger ledger, Deal deal)
    {
        Dictionary<string, int> lastRuns = ReadLog(connection, ledger);
        yield return ledger.Finish(Log);
        foreach (Asset asset in _assets) yield return asset.Verify(connection, lastRuns.TryGetValue(asset.Name, out int run) ? run : null);
    }

    private Dictionary<string, int> ReadLog(DbConnection connection, WriteLedger ledger)
    {
        var lastRuns = new Dictionary<string, int>(StringComparer.Ordinal);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT worker, seq, asset, run FROM {Log} ORDER BY rowid";
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            int worker = reader.GetInt32(0);
            long sequence = reader.GetInt64(1);
            string asset = reader.GetString(2);
            int run = reader.GetInt32(3);
            long item = ledger.Row(worker, sequence);
            if (item >= 0 && (_assets[(int)(item % _assets.Count)].Name != asset || RunOf(item) != run)) ledger.Differs(worker, sequence);
            lastRuns[asset] = run;
        }

        return lastRuns;
    }
}
