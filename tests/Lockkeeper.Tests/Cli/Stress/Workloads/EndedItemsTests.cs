using Lockkeeper.Cli.Stress;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Tests.Cli.Stress.Workloads;

public sealed class EndedItemsTests
{
    private static readonly Deal Deal = new(Processes: 3, WorkersPerProcess: 1, Items: 9);

    private readonly EndedItems _items = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_waits_for_an_item_hears_how_it_ended(bool stands)
    {
        Task<bool> waiting = WaitAsync(4);
        waiting.IsCompleted.ShouldBeFalse();
        _items.Hear(new ItemEnd(4, stands));
        (await waiting).ShouldBe(stands);
        (await WaitAsync(4)).ShouldBe(stands);
    }

    [Fact]
    public async Task An_item_of_this_process_is_told_to_others_and_one_of_theirs_is_not()
    {
        List<ItemEnd> told = [];
        _items.Told = told.Add;
        _items.Tell(new ItemEnd(3, Stands: true));
        _items.Hear(new ItemEnd(4, Stands: true));
        told.ShouldBe([new ItemEnd(3, Stands: true)]);
        (await WaitAsync(3)).ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_waits_for_a_process_that_is_gone()
    {
        Task<bool> before = WaitAsync(4);
        Task<bool> other = WaitAsync(5);
        _items.Hear(new ItemEnd(1, Stands: true));
        _items.HearGone(1, Deal);

        (await before).ShouldBeFalse();
        (await WaitAsync(7)).ShouldBeFalse();
        // What it had told stands.
        (await WaitAsync(1)).ShouldBeTrue();
        other.IsCompleted.ShouldBeFalse();
    }

    private Task<bool> WaitAsync(long item) => _items.WaitAsync(item, Deal, TestContext.Current.CancellationToken);
}
