using System.Globalization;
using Lockkeeper.Cli.Stress.Strategies;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>Sums all accounts in one snapshot.</summary>
internal sealed class TransferWatcher(IStoreClient client) : IWatcher
{
    /// <inheritdoc/>
    public async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        (long sum, long least) = await client.ReadAsync(
            connection => (connection.ReadNumber($"SELECT sum(balance) FROM accounts")!.Value, connection.ReadNumber($"SELECT min(balance) FROM accounts")!.Value),
            "SumAccounts",
            cancellationToken);
        if (sum != TransfersWorkload.Money) return string.Create(CultureInfo.InvariantCulture, $"the accounts summed to {sum:N0}, not {TransfersWorkload.Money:N0}");
        return least < 0 ? string.Create(CultureInfo.InvariantCulture, $"an account had {least:N0}") : null;
    }
}
