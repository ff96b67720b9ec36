using Lockkeeper.Locking;

namespace Lockkeeper.Tests.Locking;

public sealed class FileTurnTests : IDisposable
{
    private readonly SideFileFixture _files = new();
    private readonly RecordingLogger _logger = new();
    private readonly ManualTime _time = new();
    private readonly List<FileTurn> _opened = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (FileTurn opened in _opened) opened.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void Turn_that_is_not_free_is_waited_for_from_the_place_first_taken()
    {
        FileTurn holder = Open(), first = Open(), second = Open();
        holder.TryTake().ShouldBeTrue();
        holder.OthersWait().ShouldBeFalse();
        first.TryTake().ShouldBeFalse();
        holder.OthersWait().ShouldBeTrue();
        second.TryTake().ShouldBeFalse();
        second.TryTake().ShouldBeFalse();
        holder.Give();
        // The turn is free, but not for who came later.
        second.TryTake().ShouldBeFalse();
        first.TryTake().ShouldBeTrue();
        first.IsHeld.ShouldBeTrue();
        first.Give();
        second.Take();
        second.IsHeld.ShouldBeTrue();
        second.OthersWait().ShouldBeFalse();
    }

    [Fact]
    public async Task Taking_waits_in_the_kernel_until_the_holder_gives()
    {
        FileTurn holder = Open(), next = Open();
        holder.Take();
        next.TryTake().ShouldBeFalse();
        Task taking = Task.Factory.StartNew(next.Take, Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        next.IsHeld.ShouldBeFalse();
        holder.Give();
        await taking;
        next.IsHeld.ShouldBeTrue();
    }

    [Fact]
    public void Place_in_line_that_is_given_up_is_in_nobodys_way()
    {
        FileTurn holder = Open(), quitter = Open(), next = Open();
        holder.Take();
        quitter.TryTake().ShouldBeFalse();
        next.TryTake().ShouldBeFalse();
        quitter.Give();
        holder.Give();
        next.TryTake().ShouldBeTrue();
    }

    [Fact]
    public async Task Disposing_a_turn_whose_thread_waits_lets_those_behind_it_go_on()
    {
        FileTurn holder = Open(), waiter = Open(), next = Open();
        holder.Take();
        waiter.TryTake().ShouldBeFalse();
        Task taking = Task.Factory.StartNew(waiter.Take, Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        next.TryTake().ShouldBeFalse();
        waiter.Dispose();
        holder.Give();
        next.Take();
        next.IsHeld.ShouldBeTrue();

        // The kernel wakes either of the two first; the thread of the disposed one may have to wait for the next one's end.
        next.Give();
        await taking;
        waiter.IsHeld.ShouldBeFalse();
    }

    [Fact]
    public void Numbers_of_a_process_that_is_alone_rise_above_a_ticket_that_another_gave_up()
    {
        using TicketLine alone = new(SideFile.Open(_files.Database)), quitter = new(SideFile.Open(_files.Database));
        using (SideFile file = SideFile.Open(_files.Database)) file.WriteCounter(1L << 40);
        alone.Enter(LockMode.Exclusive, wait: true, queue: true, givenUp: null, out long ticket).ShouldBe(LineEntry.Granted);
        quitter.Enter(LockMode.Exclusive, wait: true, queue: true, givenUp: null, out long givenUp).ShouldBe(LineEntry.InLine);
        quitter.Leave(givenUp);
        // Otherwise a wait for all below the ticket that was given up would never end beside a process that never rests.
        int rounds = 0;
        while (ticket < givenUp)
        {
            rounds++;
            alone.Release();
            alone.Enter(LockMode.Exclusive, wait: true, queue: true, givenUp: null, out ticket).ShouldBe(LineEntry.Granted);
            Cancellation.ThrowIfCancellationRequested();
        }
        rounds.ShouldBeLessThan(100_000);
    }

    [Fact]
    public void Unusable_side_file_costs_the_order_and_one_warning_and_comes_back()
    {
        Directory.CreateDirectory(_files.SideFile);
        FileTurn turn = Open(), other = Open(new RecordingLogger());
        for (int i = 0; i < 3; i++)
        {
            turn.TryTake().ShouldBeTrue();
            other.TryTake().ShouldBeTrue();
            // Slices must end, or the file would not be tried again.
            turn.OthersWait().ShouldBeTrue();
            turn.Give();
            other.Give();
            _time.Advance(TimeSpan.FromSeconds(6));
        }
        _logger.Warnings.Single().ShouldContain("is safe");

        Directory.Delete(_files.SideFile);
        turn.Take();
        other.TryTake().ShouldBeFalse();
        _logger.Entries[^1].Event.ShouldBe(201);
    }

    [Fact]
    public void Unusable_side_file_is_tried_again_only_now_and_then()
    {
        Directory.CreateDirectory(_files.SideFile);
        FileTurn turn = Open(), other = Open();
        turn.TryTake().ShouldBeTrue();
        turn.Give();
        Directory.Delete(_files.SideFile);
        turn.TryTake().ShouldBeTrue();
        other.TryTake().ShouldBeTrue();
        turn.Give();
        _time.Advance(TimeSpan.FromSeconds(6));
        turn.TryTake().ShouldBeFalse();
    }

    [Theory]
    [InlineData("/proc/lockkeeper-test.db")]
    [InlineData("/nowhere/at/all/app.db")]
    public void Directory_that_takes_no_side_file_costs_the_order_only(string database)
    {
        using FileTurn turn = new(database, _logger, _time);
        turn.Take();
        turn.IsHeld.ShouldBeTrue();
        turn.Give();
        _logger.Warnings.Count().ShouldBe(1);
    }

    [Fact]
    public void Side_file_of_another_version_costs_the_order_only()
    {
        File.WriteAllBytes(_files.SideFile, [.. "LKKEEPER"u8, 2, 0, 0, 0, 0, 0, 0, 0]);
        FileTurn turn = Open();
        turn.TryTake().ShouldBeTrue();
        _logger.Warnings.Single().ShouldContain("format 2");
    }

    [Fact]
    public void Side_file_of_other_content_is_used_and_said_once()
    {
        File.WriteAllText(_files.SideFile, "this is somebody's shopping list");
        FileTurn turn = Open(), other = Open();
        turn.TryTake().ShouldBeTrue();
        other.TryTake().ShouldBeFalse();
        _logger.Entries.Single().Event.ShouldBe(202);
    }

    [Fact]
    public void Holder_whose_side_file_is_deleted_ends_its_slice_within_fifty_milliseconds()
    {
        FileTurn holder = Open(), next = Open();
        holder.Take();
        File.Delete(_files.SideFile);
        next.TryTake().ShouldBeTrue();
        holder.OthersWait().ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(51));
        holder.OthersWait().ShouldBeTrue();
        holder.Give();
        holder.TryTake().ShouldBeFalse();
        next.OthersWait().ShouldBeTrue();
    }

    [Fact]
    public void Turn_waited_for_in_a_deleted_side_file_is_not_taken()
    {
        FileTurn holder = Open(), waiter = Open(), next = Open();
        holder.Take();
        waiter.TryTake().ShouldBeFalse();
        File.Delete(_files.SideFile);
        next.TryTake().ShouldBeTrue();
        holder.Give();
        waiter.TryTake().ShouldBeFalse();
        waiter.TryTake().ShouldBeFalse();
        next.Give();
        waiter.Take();
        waiter.IsHeld.ShouldBeTrue();
    }

    private FileTurn Open(RecordingLogger? logger = null)
    {
        FileTurn opened = new(_files.Database, logger ?? _logger, _time);
        _opened.Add(opened);
        return opened;
    }
}
