using System.Text.Json;
using Lockkeeper.Benchmarks.DuckDB;
using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Processes;

/// <summary>
/// The life of a child: it prepares itself, says <c>ready</c>, takes its plan from the next line, and answers with a
/// report. The parent sends the plan when all children are ready, so starting up and compiling lie outside the window.
/// </summary>
internal static class ChildProgram
{
    public const string Verb = "--child";
    public const string Ready = "ready";

    public static async Task<int> RunAsync(string argument)
    {
        var order = JsonSerializer.Deserialize<ChildOrder>(argument)!;
        var report = order switch
        {
            { Memory: { } use } => await MemoryProbe.RunAsync(use, order.Path),
            { Loads: { } loads } => await LoadProgram.RunAsync(order.Path, loads),
            _ => await WriteAsync(order.Path, order.Writes!),
        };
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report));
        return 0;
    }

    private static async Task<ChildReport> WriteAsync(string path, PeerOrder order)
    {
        await using var peer = PeerFactory.Create(order, path);
        var result = ClosedLoop.Run(peer, order.Workers, AwaitPlan);
        return new(result.Counted, result.Acknowledged, result.Seconds, result.Waits.LongestMilliseconds);
    }

    private static LoopPlan AwaitPlan()
    {
        Console.Out.WriteLine(Ready);
        var line = Console.In.ReadLine() ?? throw new EndOfStreamException("The parent is gone.");
        return JsonSerializer.Deserialize<LoopPlan>(line)!;
    }
}
