using Lockkeeper.Locking;

namespace Lockkeeper.Tests.Locking;

public sealed class PresenceBoardTests : IDisposable
{
    private readonly SideFileFixture _files = new();
    private readonly RecordingLogger _logger = new();
    private readonly ManualTime _time = new();
    private readonly List<PresenceBoard> _opened = [];
    private readonly List<TestProcess> _children = [];

    public void Dispose()
    {
        foreach (TestProcess child in _children) child.Dispose();
        foreach (PresenceBoard opened in _opened) opened.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void Entry_is_read_as_it_was_shown()
    {
        PresenceBoard shown = Open(), reader = Open();
        BoardState state = new(
            TurnState.Holding, "SaveTopicStatus", DateTimeOffset.UtcNow, 12, 3, DateTimeOffset.UtcNow.AddSeconds(-5),
            new BoardCounters(1, 2, 3, 4, 5, 6, 7, 8),
            new BoardHistograms([.. Enumerable.Range(0, 28)], [.. Enumerable.Range(100, 28)]));
        ((IPresenceBoard)shown).Publish(state);

        BoardEntry entry = reader.Read()[0];
        entry.ProcessId.ShouldBe(Environment.ProcessId);
        entry.ProcessName.ShouldBe(AppDomain.CurrentDomain.FriendlyName);
        entry.State.ShouldBe(TurnState.Holding);
        entry.Operation.ShouldBe("SaveTopicStatus");
        entry.Since.ShouldBe(state.Since);
        entry.QueueLength.ShouldBe(12);
        entry.ReadersInUse.ShouldBe(3);
        entry.OldestReadSince.ShouldBe(state.OldestReadSince);
        entry.Counters.ShouldBe(state.Counters);
        entry.Histograms!.Waits.ShouldBe(state.Histograms!.Waits);
        entry.Histograms.Holds.ShouldBe(state.Histograms.Holds);
        reader.Read()[1].State.ShouldBe(TurnState.Idle);
    }

    [Fact]
    public void Text_too_long_for_a_slot_is_cut_between_characters()
    {
        PresenceBoard board = Open();
        Show(board, string.Concat(Enumerable.Repeat("Ä€😀", 200)));
        string operation = board.Read()[0].Operation;
        operation.Length.ShouldBeInRange(200, 300);
        operation.ShouldNotContain('\uFFFD');
    }

    [Fact]
    public async Task Every_process_sees_every_other_and_no_dead_one()
    {
        PresenceBoard own = Open();
        TestProcess first = await StartAsync(), second = await StartAsync(), third = await StartAsync();
        foreach (TestProcess child in _children) (await child.AskAsync("show Working")).ShouldBe("shown");
        own.Read().Select(entry => entry.ProcessId).ShouldBe([Environment.ProcessId, first.Id, second.Id, third.Id]);
        own.Read()[2].Operation.ShouldBe("Working");
        string all = string.Join(' ', own.Read().Select(entry => entry.ProcessId).Order());
        (await third.AskAsync("see")).ShouldBe(all);
        PresenceBoard.ReadFrom(_files.Database).Count.ShouldBe(4);

        second.Kill();
        own.Read().Select(entry => entry.ProcessId).ShouldBe([Environment.ProcessId, first.Id, third.Id]);
        // The slot of the dead one is the next one's.
        Open();
        own.Read().Select(entry => entry.ProcessId).ShouldBe([Environment.ProcessId, first.Id, Environment.ProcessId, third.Id]);
    }

    [Fact]
    public void Slot_that_is_torn_is_left_out_and_the_others_are_read()
    {
        PresenceBoard first = Open(), second = Open(), third = Open();
        Show(third, "Third");
        using (FileStream file = new(_files.SideFile, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = SideFileLayout.SlotOffset(1) + 600;
            file.WriteByte(77);
        }
        first.Read().Select(entry => entry.Operation).ShouldBe(["", "Third"]);
        Show(second, "Second");
        first.Read().Select(entry => entry.Operation).ShouldBe(["", "Second", "Third"]);
    }

    [Fact]
    public void Board_without_a_free_slot_is_still_read_and_said_once()
    {
        for (int i = 0; i < SideFileLayout.SlotCount; i++) Open();
        _logger.Entries.ShouldBeEmpty();
        PresenceBoard late = Open();
        Show(late, "Late");
        _logger.Entries.Single().Event.ShouldBe(204);
        late.Read().Count.ShouldBe(SideFileLayout.SlotCount + 1);
        late.Read()[^1].Operation.ShouldBe("Late");

        _opened[7].Dispose();
        _time.Advance(TimeSpan.FromSeconds(6));
        Show(late, "In");
        _opened[0].Read()[7].Operation.ShouldBe("In");
        _logger.Entries.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Board_that_is_deleted_or_emptied_shows_each_process_again_when_it_has_something_to_show(bool delete)
    {
        PresenceBoard first = Open(), second = Open();
        if (delete) File.Delete(_files.SideFile);
        else File.WriteAllBytes(_files.SideFile, []);
        _time.Advance(TimeSpan.FromSeconds(2));
        Show(first, "First");
        Show(second, "Second");
        first.Read().Select(entry => entry.Operation).ShouldBe(["First", "Second"]);
        PresenceBoard.ReadFrom(_files.Database).Count.ShouldBe(2);
    }

    [Fact]
    public void Unusable_side_file_leaves_each_process_with_itself_and_one_warning()
    {
        Directory.CreateDirectory(_files.SideFile);
        PresenceBoard board = Open();
        Show(board, "Alone");
        _time.Advance(TimeSpan.FromSeconds(6));
        board.Read().Single().Operation.ShouldBe("Alone");
        _logger.Entries.Single().Event.ShouldBe(203);

        Directory.Delete(_files.SideFile);
        _time.Advance(TimeSpan.FromSeconds(6));
        Show(board, "Seen");
        PresenceBoard.ReadFrom(_files.Database).Single().Operation.ShouldBe("Seen");
    }

    [Fact]
    public void Board_of_a_database_that_nobody_has_open_is_empty()
    {
        PresenceBoard.ReadFrom(_files.Database).ShouldBeEmpty();
        File.Exists(_files.SideFile).ShouldBeFalse();
        Open().Dispose();
        PresenceBoard.ReadFrom(_files.Database).ShouldBeEmpty();
    }

    private static void Show(PresenceBoard board, string operation) => ((IPresenceBoard)board).Publish(
        new BoardState(TurnState.Waiting, operation, DateTimeOffset.UtcNow, 0, 0, null, default, null));

    private PresenceBoard Open()
    {
        PresenceBoard opened = new(_files.Database, _logger, _time);
        _opened.Add(opened);
        return opened;
    }

    private async Task<TestProcess> StartAsync()
    {
        TestProcess child = await TestProcess.StartAsync("lock", _files.Database);
        _children.Add(child);
        return child;
    }
}
