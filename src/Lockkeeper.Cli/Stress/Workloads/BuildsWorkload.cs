using System.Data.Common;
using System.Globalization;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>
/// A build system: a web site inserts records at requests, a client loads it, and an external loader inserts into the same
/// table. Three processes; the client's and the loader's workers share the inserts evenly.
/// </summary>
internal sealed class BuildsWorkload(BuildOptions options) : IWorkload
{
    public const string WorkloadName = "builds";

    /// <summary>The number of the client among the processes that are dealt work.</summary>
    public const int Client = 0;

    /// <inheritdoc/>
    public string Name => WorkloadName;

    /// <inheritdoc/>
    public string Source => string.Create(
        CultureInfo.InvariantCulture,
        $"by a web site ({options.Records} a request{(options.AtomicRequests ? ", atomic" : "")}) and an external loader{Through(options.Access)}");

    /// <inheritdoc/>
    public long DefaultWrites => 15_000;

    /// <inheritdoc/>
    public InputFaults? InputFaults => null;

    /// <inheritdoc/>
    public bool HasSite => true;

    /// <inheritdoc/>
    public int? FixedProcesses => 2;

    /// <inheritdoc/>
    public IWorkload ForWarmUp() => new BuildsWorkload(options with { Delay = 0 });

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["builds"];

    /// <inheritdoc/>
    public string Schema =>
        """
        CREATE TABLE builds(
            id INTEGER PRIMARY KEY,
            worker INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            name TEXT NOT NULL,
            created INTEGER NOT NULL);
        """;

    /// <summary>Words that follow the source.</summary>
    private static string Through(BuildAccess access) => access switch
    {
        BuildAccess.AdoNet => ", through ADO.NET",
        BuildAccess.Dapper => ", through Dapper",
        BuildAccess.EfCore => ", through Entity Framework Core",
        _ => "",
    };

    /// <summary>What the record of a worker's item is called.</summary>
    public static string NameOf(int worker, long sequence) => string.Create(CultureInfo.InvariantCulture, $"build {worker}-{sequence}");

    /// <inheritdoc/>
    public IItemWriter CreateWriter(IStoreClient client, Deal deal, int worker) => new BuildLoader(client, deal, options);

    /// <inheritdoc/>
    public IEnumerable<Check> Verify(DbConnection connection, WriteLedger ledger, Deal deal)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT worker, seq, name FROM builds ORDER BY id";
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            int worker = reader.GetInt32(0);
            long sequence = reader.GetInt64(1);
            if (ledger.Row(worker, sequence) >= 0 && reader.GetString(2) != NameOf(worker, sequence)) ledger.Differs(worker, sequence);
        }

        yield return ledger.Finish("builds");
    }
}
