using System.Data.Common;
using Lockkeeper.Cli.Stress.Input;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>
/// <c>visits</c> on DuckDB, which is no engine for counters: each request becomes a row of <c>ip_log</c> and nothing else.
/// </summary>
internal sealed class VisitRowsWorkload(VisitSource source) : IWorkload
{
    // A strategy that opens the file for each of them makes some tens a second.
    private const long GeneratedWrites = 4_000;

    /// <inheritdoc/>
    public string Name => VisitsWorkload.WorkloadName;

    /// <inheritdoc/>
    public string Source => source.Text;

    /// <inheritdoc/>
    public long DefaultWrites => source.Count ?? GeneratedWrites;

    /// <inheritdoc/>
    public InputFaults? InputFaults => source.Faults;

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["ip_log"];

    /// <inheritdoc/>
    public string Schema =>
        """
        CREATE TABLE ip_log(
            worker INTEGER NOT NULL,
            seq BIGINT NOT NULL,
            ip VARCHAR NOT NULL,
            time BIGINT NOT NULL,
            method VARCHAR NOT NULL,
            path VARCHAR NOT NULL,
            status INTEGER NOT NULL,
            bytes BIGINT NOT NULL);
        """;

    /// <inheritdoc/>
    public IItemWriter CreateWriter(IStoreClient client, Deal deal, int worker) => new VisitWriter(client, deal, source.Requests, countsVisitors: false);

    /// <inheritdoc/>
    public IEnumerable<Check> Verify(DbConnection connection, WriteLedger ledger, Deal deal)
    {
        foreach (Request _ in VisitLog.Read(connection, "rowid", source.Requests, ledger))
        {
            // The ledger is told of each.
        }

        yield return ledger.Finish("ip_log");
    }
}
