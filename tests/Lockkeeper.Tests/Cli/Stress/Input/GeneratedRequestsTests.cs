using Lockkeeper.Cli.Stress.Input;

namespace Lockkeeper.Tests.Cli.Stress.Input;

public sealed class GeneratedRequestsTests
{
    [Fact]
    public void Every_process_generates_the_same_requests()
    {
        var one = new GeneratedRequests();
        var other = new GeneratedRequests();

        // In another order, too: a request depends on its number alone.
        Request[] forwards = [.. Enumerable.Range(0, 10_000).Select(i => one[i])];
        Request[] backwards = [.. Enumerable.Range(0, 10_000).Reverse().Select(i => other[i])];
        backwards.Reverse().ShouldBe(forwards);
    }

    [Fact]
    public void Few_visitors_come_often_and_many_rarely()
    {
        var requests = new GeneratedRequests();
        int[] hits = [.. Enumerable.Range(0, 100_000).Select(i => requests[i].Visitor).GroupBy(visitor => visitor).Select(group => group.Count()).OrderDescending()];

        hits[0].ShouldBeInRange(5_000, 9_000);
        hits.Take(100).Sum().ShouldBeGreaterThan(40_000);
        hits.Count(hit => hit <= 2).ShouldBeGreaterThan(hits.Length / 4);
    }

    [Fact]
    public void No_two_visitors_share_an_address()
    {
        var requests = new GeneratedRequests();
        int visitors = Enumerable.Range(0, 2_000_000).Select(i => requests[i].Visitor).Distinct().Count();
        visitors.ShouldBeInRange(19_500, GeneratedRequests.Visitors);
    }

    [Fact]
    public void Requests_look_like_those_of_a_site()
    {
        var requests = new GeneratedRequests();
        Request[] some = [.. Enumerable.Range(0, 5_000).Select(i => requests[i])];

        some.ShouldAllBe(request => request.Path.StartsWith('/') && request.Status >= 200 && request.Status <= 500 && request.Bytes >= 0);
        some.Select(request => request.Time).ShouldBeInOrder();
        some.ShouldContain(request => request.Visitor.Contains(':'));
        some.ShouldContain(request => request.Method == "POST");
    }
}
