using System.Text.Json;
using Lockkeeper.Cli.Stress.Results;

namespace Lockkeeper.Tests.Cli.Stress.Results;

public sealed class StressJsonTests
{
    [Fact]
    public void The_object_has_all_that_was_promised_on_one_line()
    {
        string text = StressJson.Render(SampleResult.Create());
        text.ShouldNotContain("\n");

        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        root.GetProperty("workload").GetString().ShouldBe("visits");
        root.GetProperty("processes").GetInt32().ShouldBe(2);
        root.GetProperty("workers").GetInt32().ShouldBe(20);
        root.GetProperty("writes").GetInt64().ShouldBe(200_000);
        root.GetProperty("errors").GetInt64().ShouldBe(0);
        root.GetProperty("seconds").GetDouble().ShouldBe(0.9);
        root.GetProperty("writesPerSecond").GetDouble().ShouldBe(222_222.2);
        root.GetProperty("wait").GetProperty("p50Ms").GetDouble().ShouldBe(10, tolerance: 0.1);
        root.GetProperty("wait").GetProperty("p99Ms").GetDouble().ShouldBe(19.8, tolerance: 0.2);
        root.GetProperty("wait").GetProperty("maxMs").GetDouble().ShouldBe(20);
        root.GetProperty("fairness").GetDouble().ShouldBe(1);
        root.GetProperty("verified").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public void It_has_what_else_the_run_found_out()
    {
        using JsonDocument document = JsonDocument.Parse(StressJson.Render(SampleResult.Create()));
        JsonElement root = document.RootElement;
        root.GetProperty("retries").GetInt64().ShouldBe(2);
        root.GetProperty("batchSize").GetDouble().ShouldBe(125);
        root.GetProperty("walBytes").GetInt64().ShouldBe(4_120_032);
        root.GetProperty("badLines").GetInt32().ShouldBe(3);
        root.GetProperty("durability").GetString().ShouldBe("full");
        root.GetProperty("engine").GetString().ShouldBe("sqlite");
        root.GetProperty("engineVersion").GetString().ShouldBe("3.40.1");
        root.GetProperty("perProcess").GetArrayLength().ShouldBe(2);
        root.GetProperty("checks")[0].GetProperty("check").GetString().ShouldBe("ip_log: 200,000 rows, each write once, as written and in order");
    }
}
