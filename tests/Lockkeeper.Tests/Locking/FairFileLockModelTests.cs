using FsCheck;
using FsCheck.Fluent;
using Lockkeeper.Locking;

namespace Lockkeeper.Tests.Locking;

/// <summary>Random schedules against a model of a first-come-first-served lock that is a list.</summary>
public sealed class FairFileLockModelTests
{
    private const int Members = 5;

    public enum Act
    {
        Share,
        Exclude,
        Release,
        GiveUp,
        Close,
    }

    [Fact]
    public void Any_schedule_is_served_like_a_list()
    {
        Gen<(Act Act, int Member)[]> schedules = Gen.Choose(0, 4).Select(act => (Act)act)
            .Zip(Gen.Choose(0, Members - 1), (act, member) => (act, member)).ArrayOf();
        // Prints the seed and the shrunken schedule when it fails.
        Prop.ForAll(Arb.From(schedules), schedule => RunAsync(schedule).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(60));
    }

    private static async Task RunAsync((Act Act, int Member)[] schedule)
    {
        using SideFileFixture files = new();
        Member[] members = [.. Enumerable.Range(0, Members).Select(_ => new Member(files.Database))];
        List<Member> line = [];
        try
        {
            foreach ((Act act, int index) in schedule)
            {
                await ApplyAsync(act, members[index], line);
                await CompareAsync(members, line);
            }
        }
        finally
        {
            foreach (Member member in members) member.Dispose();
        }
    }

    private static async Task ApplyAsync(Act act, Member member, List<Member> line)
    {
        bool inLine = line.Contains(member);
        switch (act)
        {
            case Act.Share or Act.Exclude when !inLine:
                member.Ask(act == Act.Share ? LockMode.Shared : LockMode.Exclusive);
                line.Add(member);
                break;
            case Act.Release when inLine && IsServed(line, member):
                member.Lock.Release();
                line.Remove(member);
                break;
            case Act.GiveUp when inLine && !IsServed(line, member):
                await member.GiveUpAsync();
                line.Remove(member);
                break;
            case Act.Close:
                member.Reopen();
                line.Remove(member);
                break;
        }
    }

    private static async Task CompareAsync(Member[] members, List<Member> line)
    {
        foreach (Member member in members.Where(member => line.Contains(member) && IsServed(line, member)))
        {
            (await member.Asked!.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
        }
        foreach (Member member in members)
        {
            LockMode? expected = line.Contains(member) && IsServed(line, member) ? member.Wanted : null;
            member.Lock.Mode.ShouldBe(expected);
        }
    }

    private static bool IsServed(List<Member> line, Member member)
    {
        IEnumerable<Member> before = line.TakeWhile(other => other != member);
        return member.Wanted == LockMode.Exclusive ? !before.Any() : before.All(other => other.Wanted == LockMode.Shared);
    }

    private sealed class Member(string database) : IDisposable
    {
        private CancellationTokenSource _quits = new();

        public FairFileLock Lock { get; private set; } = FairFileLock.Open(database);

        public LockMode Wanted { get; private set; }

        public Task<bool>? Asked { get; private set; }

        public void Ask(LockMode mode)
        {
            Wanted = mode;
            Asked = Lock.AcquireAsync(mode, TimeSpan.FromSeconds(60), _quits.Token);
        }

        public async Task GiveUpAsync()
        {
            await _quits.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => Asked!);
            _quits.Dispose();
            _quits = new CancellationTokenSource();
        }

        public void Reopen()
        {
            Lock.Dispose();
            Lock = FairFileLock.Open(database);
        }

        public void Dispose()
        {
            Lock.Dispose();
            _quits.Dispose();
        }
    }
}
