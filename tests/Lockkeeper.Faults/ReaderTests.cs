using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults;

/// <summary>A reader that never ends keeps the write-ahead log from being checkpointed, until <c>MaxReadDuration</c> ends it.</summary>
public sealed class ReaderTests(ITestOutputHelper output) : FaultTest(output)
{
    private const long MaxWal = 1 << 20;

    private string WalPath => DatabasePath + "-wal";

    [Theory]
    [InlineData("read-for-ever NeverEnding")]
    [InlineData("read-and-sit NeverEnding")]
    [InlineData("read-and-forget NeverEnding")]
    public async Task Reader_that_never_ends_lets_the_log_grow_until_its_time_is_up_and_it_is_checkpointed_then(string command)
    {
        await CreateDatabaseAsync();
        using var reader = await StartTalkAsync("maxread=3000");
        reader.Tell(command);
        var sits = command.StartsWith("read-and-", StringComparison.Ordinal);
        if (sits) await reader.ExpectAsync("sitting");
        using var writer = await StartWorkAsync(2, "payload=16000", "pause=1", "checkpoint=50", $"maxwal={MaxWal}");
        await WaitForWalAsync(size => size > 2 * MaxWal);
        var grown = new FileInfo(WalPath).Length;

        if (!sits) (await reader.AnswerAsync())!.ShouldStartWith("error ReadTooLong NeverEnding ");
        await WaitForWalAsync(static size => size <= MaxWal);
        Output.WriteLine($"the log grew past {grown} bytes and is {new FileInfo(WalPath).Length} now");

        if (sits) (await reader.AskAsync("release")).ShouldStartWith("error ReadTooLong NeverEnding ");
        (await reader.AskAsync("readers")).ShouldBe("0");
        (await reader.AskAsync("read Afterwards")).ShouldStartWith("read ");
        writer.Errors.ShouldContain(line => line.StartsWith("104 Warning", StringComparison.Ordinal) && line.Contains($"process {reader.Id} "));
        await writer.StopAsync();
        (await reader.AskAsync("close")).ShouldBe("closed");
        Verify().Failures.ShouldBeEmpty();
    }

    private async Task WaitForWalAsync(Func<long, bool> reached)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(40));
        while (!reached(new FileInfo(WalPath).Length)) await Task.Delay(20, patience.Token);
    }
}
