using System.Security.Cryptography;
using Lockkeeper.Locking;

namespace Lockkeeper.Tests.Locking;

public sealed class SideFileTests : IDisposable
{
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(60);

    private readonly SideFileFixture _files = new();
    private readonly List<FairFileLock> _opened = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (FairFileLock opened in _opened) opened.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("random")]
    [InlineData("huge counter")]
    [InlineData("negative counter")]
    public async Task Side_file_that_is_damaged_while_a_line_stands_keeps_the_line_in_order(string damage)
    {
        FairFileLock holder = Open(), first = Open(), second = Open(), third = Open();
        // Some tickets are used up, so that a line that begins anew would push in.
        for (int i = 0; i < 5; i++)
        {
            holder.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
            holder.Release();
        }
        holder.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        Task<bool> one = first.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        Damage(damage);
        Task<bool> two = second.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        Damage(damage);
        Task<bool> three = third.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        holder.Release();
        (await one).ShouldBeTrue();
        (two.IsCompleted || three.IsCompleted).ShouldBeFalse();
        first.Release();
        (await two).ShouldBeTrue();
        three.IsCompleted.ShouldBeFalse();
        second.Release();
        (await three).ShouldBeTrue();
    }

    [Fact]
    public void Side_file_deleted_while_held_is_made_anew_by_the_next_and_found_by_all()
    {
        FairFileLock holder = Open(), next = Open(), third = Open();
        holder.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        File.Delete(_files.SideFile);
        next.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        third.TryAcquire(LockMode.Exclusive).ShouldBeFalse();
        holder.Release();
        holder.TryAcquire(LockMode.Exclusive).ShouldBeFalse();
        next.Release();
        holder.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        third.TryAcquire(LockMode.Exclusive).ShouldBeFalse();
    }

    [Fact]
    public async Task Side_file_replaced_while_others_wait_in_it_makes_them_wait_in_the_new_one()
    {
        FairFileLock holder = Open(), waiter = Open(), late = Open();
        holder.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        Task<bool> waiting = waiter.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        string replacement = _files.SideFile + ".new";
        File.WriteAllBytes(replacement, []);
        File.Move(replacement, _files.SideFile, overwrite: true);
        late.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        holder.Release();
        using LineWatch line = new(_files.Database);
        await line.UntilAsync(2);
        waiting.IsCompleted.ShouldBeFalse();
        late.Release();
        (await waiting).ShouldBeTrue();
    }

    [Fact]
    public void Side_file_of_another_version_is_refused_and_left_as_it_is()
    {
        byte[] other = [.. "LKKEEPER"u8, 99, 0, 0, 0, 0, 0, 0, 0];
        File.WriteAllBytes(_files.SideFile, other);
        Should.Throw<IOException>(() => FairFileLock.Open(_files.Database)).Message.ShouldContain("format 99");
        File.ReadAllBytes(_files.SideFile).ShouldBe(other);
    }

    [Fact]
    public void Directory_or_link_in_the_place_of_the_side_file_is_refused()
    {
        Directory.CreateDirectory(_files.SideFile);
        Should.Throw<Exception>(() => FairFileLock.Open(_files.Database)).ShouldSatisfyAllConditions(
            error => SideFile.IsUnusable(error).ShouldBeTrue());
        Directory.Delete(_files.SideFile);
        string target = Path.Combine(_files.Folder, "precious");
        File.WriteAllText(target, "precious");
        File.CreateSymbolicLink(_files.SideFile, target);
        Should.Throw<IOException>(() => FairFileLock.Open(_files.Database));
        File.ReadAllText(target).ShouldBe("precious");
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)]
    public void Side_file_has_the_mode_of_the_database_whatever_the_umask(UnixFileMode mode)
    {
        // Windows has no modes.
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(_files.Database, mode);
        Open();
        File.GetUnixFileMode(_files.SideFile).ShouldBe(mode);
    }

    [Fact]
    public void Database_that_does_not_exist_yet_has_a_side_file_already()
    {
        File.Delete(_files.Database);
        Open().TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        File.Exists(_files.Database).ShouldBeFalse();
    }

    private void Damage(string damage)
    {
        using FileStream file = new(_files.SideFile, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        switch (damage)
        {
            case "truncated":
                file.SetLength(0);
                break;
            case "random":
                file.Write(RandomNumberGenerator.GetBytes(8192));
                break;
            default:
                file.Position = SideFileLayout.CounterOffset;
                file.Write(BitConverter.GetBytes(damage == "huge counter" ? SideFileLayout.LastPlausibleTicket : -7L));
                break;
        }
    }

    private FairFileLock Open()
    {
        FairFileLock opened = FairFileLock.Open(_files.Database);
        _opened.Add(opened);
        return opened;
    }
}
