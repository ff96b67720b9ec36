using System.Diagnostics;
using System.Text.Json;
using Lockkeeper.Benchmarks.Harness;

namespace Lockkeeper.Benchmarks.Processes;

/// <summary>Real child processes of this program that start their work together.</summary>
internal static class ChildGroup
{
    /// <summary>Starts a child for each order; all work in the same window of time.</summary>
    public static GroupResult Run(IReadOnlyList<ChildOrder> orders, TimeSpan warmUp, TimeSpan window)
    {
        var children = new List<Process>();
        try
        {
            foreach (var order in orders) children.Add(Start(order));
            foreach (var child in children) Expect(child, ChildProgram.Ready);
            var plan = JsonSerializer.Serialize(LoopPlan.OfWindow(warmUp, window));
            foreach (var child in children) child.StandardInput.WriteLine(plan);
            return new([.. children.Select(Report)]);
        }
        finally
        {
            foreach (var child in children)
            {
                if (!child.HasExited) child.Kill();
                child.WaitForExit();
                child.Dispose();
            }
        }
    }

    /// <summary>Starts one child that needs no plan, and waits for its report.</summary>
    public static ChildReport RunAlone(ChildOrder order)
    {
        using var child = Start(order);
        var report = Report(child);
        child.WaitForExit();
        return report;
    }

    private static Process Start(ChildOrder order)
    {
        var self = Environment.ProcessPath ?? throw new InvalidOperationException("This program does not know its own path.");
        var start = new ProcessStartInfo(self) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(self) == "dotnet") start.ArgumentList.Add(typeof(ChildGroup).Assembly.Location);
        start.ArgumentList.Add(ChildProgram.Verb);
        start.ArgumentList.Add(JsonSerializer.Serialize(order));
        return Process.Start(start)!;
    }

    private static void Expect(Process child, string line)
    {
        var got = child.StandardOutput.ReadLine();
        if (got != line) throw new InvalidOperationException($"A child process answered '{got}' where '{line}' was due; its errors are above.");
    }

    private static ChildReport Report(Process child) =>
        JsonSerializer.Deserialize<ChildReport>(child.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("A child process ended without a report; its errors are above."))!;
}
