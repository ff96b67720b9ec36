using System.Data.Common;
using Lockkeeper.Cli.Stress;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;
using Lockkeeper.Cli.Stress.Workloads.Assets;

namespace Lockkeeper.Tests.Cli.Stress.Workloads;

/// <summary>What a process of the pipeline waits for: 0 to 2 are loads, 3 is built from all of them, 4 from the orders and payments.</summary>
public sealed class AssetWriterTests : IStoreClient
{
    private static readonly Deal Deal = new(Processes: 5, WorkersPerProcess: 1, Items: 10);

    private readonly AssetsWorkload _workload = new(ShopSizes.Small);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private EndedItems Ended => _workload.Ended!;

    [Fact]
    public void Loads_of_the_first_run_wait_for_nothing()
    {
        for (int load = 0; load < 3; load++) Prepare(load).IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task A_table_is_built_when_all_that_it_is_made_of_is_loaded()
    {
        Task customers = Prepare(3);
        Task orders = Prepare(4);
        End(1);
        End(2);
        await orders.WaitAsync(Token);
        customers.IsCompleted.ShouldBeFalse();
        End(0);
        await customers.WaitAsync(Token);
    }

    [Fact]
    public async Task A_table_is_not_built_where_a_load_failed_and_others_are_told()
    {
        Task customers = Prepare(3);
        Ended.Hear(new ItemEnd(0, Stands: false));
        WriteFailedException error = await Should.ThrowAsync<WriteFailedException>(() => customers);
        error.Message.ShouldBe("customers was not built, because raw_customers failed.");
        (await Ended.WaitAsync(3, Deal, Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_load_waits_for_the_last_run_to_be_over_however_it_ended()
    {
        Task load = Prepare(5);
        for (int item = 0; item < 4; item++) End(item);
        load.IsCompleted.ShouldBeFalse();
        Ended.Hear(new ItemEnd(4, Stands: false));
        await load.WaitAsync(Token);
    }

    [Fact]
    public async Task A_write_that_fails_is_told_as_failed()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => Writer(0).WriteAsync(0, Token));
        (await Ended.WaitAsync(0, Deal, Token)).ShouldBeFalse();
    }

    Task IStoreClient.WriteAsync(Action<StoreTransaction> work, string operation, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("There is no file.");

    Task<T> IStoreClient.ReadAsync<T>(Func<DbConnection, T> read, string operation, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("There is no file.");

    void IDisposable.Dispose()
    {
        // It holds nothing.
    }

    private IItemWriter Writer(int item) => _workload.CreateWriter(this, Deal, Deal.WorkerOf(item));

    private Task Prepare(int item) => Writer(item).PrepareAsync(item, Token);

    private void End(int item) => Ended.Hear(new ItemEnd(item, Stands: true));
}
