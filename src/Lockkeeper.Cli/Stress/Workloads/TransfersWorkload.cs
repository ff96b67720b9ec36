using System.Data.Common;
using System.Globalization;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>
/// All workers move money between accounts: each transaction reads two balances, computes the new ones, writes them, and adds
/// a row to the ledger with what it had read. Meanwhile a reader of each process sums all accounts.
/// </summary>
/// <remarks>
/// The rows of the ledger stand in the order of their transactions. The history is serialisable, and in that order, if each
/// transaction read exactly what those before it left.
/// </remarks>
internal sealed class TransfersWorkload : IWorkload
{
    public const string WorkloadName = "transfers";

    /// <summary>How many accounts there are.</summary>
    public const int Accounts = 100;

    /// <summary>What each has at the beginning.</summary>
    public const long Opening = 1_000;

    /// <summary>What all have together, always.</summary>
    public const long Money = Accounts * Opening;

    /// <inheritdoc/>
    public string Name => WorkloadName;

    /// <inheritdoc/>
    public string Source => string.Create(CultureInfo.InvariantCulture, $"that move money between {Accounts} accounts");

    /// <inheritdoc/>
    public long DefaultWrites => 100_000;

    /// <inheritdoc/>
    public InputFaults? InputFaults => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["accounts", "transfers"];

    /// <inheritdoc/>
    public string Schema => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        CREATE TABLE accounts(id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
        CREATE TABLE transfers(
            id INTEGER PRIMARY KEY,
            worker INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            source INTEGER NOT NULL,
            target INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            source_before INTEGER NOT NULL,
            target_before INTEGER NOT NULL);
        WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {Accounts - 1})
        INSERT INTO accounts SELECT n, {Opening} FROM numbers;
        """);

    /// <inheritdoc/>
    public IItemWriter CreateWriter(IStoreClient client, Deal deal, int worker) => new TransferWriter(client, deal);

    /// <inheritdoc/>
    public IWatcher? CreateWatcher(IStoreClient client) => new TransferWatcher(client);

    /// <inheritdoc/>
    public IEnumerable<Check> Verify(DbConnection connection, WriteLedger ledger, Deal deal)
    {
        long[] balances = new long[Accounts];
        Array.Fill(balances, Opening);
        Check serial = Replay(connection, ledger, balances);
        yield return ledger.Finish("transfers");
        yield return serial;
        yield return CheckBalances(connection, balances);
    }

    /// <summary>Makes all transfers again, one after the other, in the order of the ledger.</summary>
    private static Check Replay(DbConnection connection, WriteLedger ledger, long[] balances)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT worker, seq, source, target, amount, source_before, target_before FROM transfers ORDER BY id";
        using DbDataReader reader = command.ExecuteReader();
        long rows = 0;
        long wrong = 0;
        string? first = null;
        while (reader.Read())
        {
            int worker = reader.GetInt32(0);
            long sequence = reader.GetInt64(1);
            long item = ledger.Row(worker, sequence);
            if (item < 0) continue;
            rows++;
            Transfer asked = Transfer.Of(item, Accounts);
            var stored = new Transfer(reader.GetInt32(2), reader.GetInt32(3), reader.GetInt64(4));
            long amount = Math.Min(asked.Amount, balances[asked.Source]);
            if (stored != asked with { Amount = amount }) ledger.Differs(worker, sequence);
            if (reader.GetInt64(5) != balances[asked.Source] || reader.GetInt64(6) != balances[asked.Target])
            {
                wrong++;
                first ??= string.Create(CultureInfo.InvariantCulture, $"worker {worker}'s transfer {sequence} read what those before it had not left");
            }

            balances[asked.Source] -= amount;
            balances[asked.Target] += amount;
        }

        return wrong == 0
            ? new Check(true, string.Create(CultureInfo.InvariantCulture, $"history: serialisable, each of {rows:N0} transfers read what those before it left"))
            : new Check(false, string.Create(CultureInfo.InvariantCulture, $"history: not serialisable, {wrong:N0} of {rows:N0} transfers; {first}"));
    }

    private static Check CheckBalances(DbConnection connection, long[] balances)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, balance FROM accounts ORDER BY id";
        using DbDataReader reader = command.ExecuteReader();
        long sum = 0;
        int accounts = 0;
        int wrong = 0;
        while (reader.Read())
        {
            accounts++;
            int account = reader.GetInt32(0);
            long balance = reader.GetInt64(1);
            sum += balance;
            if (account < 0 || account >= Accounts || balances[account] != balance) wrong++;
        }

        return wrong == 0 && accounts == Accounts && sum == Money
            ? new Check(true, string.Create(CultureInfo.InvariantCulture, $"accounts: {accounts} with {sum:N0} together, as at the beginning, each as the ledger says"))
            : new Check(false, string.Create(CultureInfo.InvariantCulture, $"accounts: {accounts} with {sum:N0} together instead of {Accounts} with {Money:N0}, {wrong} not as the ledger says"));
    }
}
