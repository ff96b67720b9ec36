using Lockkeeper.Cli.Stress.Results;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Tests.Cli.Stress.Results;

public sealed class StressResultTests
{
    [Fact]
    public void A_run_that_wrote_all_without_error_and_verified_succeeded() => SampleResult.Create().Succeeded.ShouldBeTrue();

    [Fact]
    public void A_check_that_does_not_hold_is_a_failure()
    {
        StressResult result = SampleResult.Create() with { Checks = [new Check(true, "a"), new Check(false, "b")] };
        result.Verified.ShouldBeFalse();
        result.Succeeded.ShouldBeFalse();
    }

    [Fact]
    public void A_single_error_is_a_failure_though_what_stands_is_verified()
    {
        StressResult sample = SampleResult.Create();
        StressResult result = sample with { Processes = [sample.Processes[0], sample.Processes[1] with { Errors = 1 }] };
        result.Verified.ShouldBeTrue();
        result.Succeeded.ShouldBeFalse();
    }

    [Fact]
    public void A_write_that_was_not_made_is_a_failure()
    {
        StressResult sample = SampleResult.Create();
        StressResult result = sample with { Processes = [sample.Processes[0], sample.Processes[1] with { Writes = 99_999 }] };
        result.Succeeded.ShouldBeFalse();
    }

    [Fact]
    public void Throughput_counts_until_the_last_process_is_done()
    {
        SampleResult.Create().Seconds.ShouldBe(0.9);
        SampleResult.Create().WritesPerSecond.ShouldBe(200_000 / 0.9);
        SampleResult.Create().BatchSize.ShouldBe(125);
    }
}
