using System.Data.Common;
using System.Globalization;
using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;
using Lockkeeper.Status;

namespace Lockkeeper.Cli.Stress.Verification;

/// <summary>Looks at the file after all processes have closed it.</summary>
internal static class Verifier
{
    /// <summary>Makes all checks. Blocks; reads every row.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="workload">What was written.</param>
    /// <param name="deal">The work.</param>
    /// <param name="reports">What each process reported; <see langword="null"/> for one that died.</param>
    /// <param name="strategy">How it was written.</param>
    public static IReadOnlyList<Check> Verify(
        string path, IWorkload workload, Deal deal, IReadOnlyList<WorkerReport?> reports, Strategy strategy)
    {
        var checks = new List<Check>();
        int silent = reports.Count(report => report is null);
        if (silent > 0) checks.Add(new Check(false, $"all processes reported: {silent} did not, and nobody knows all that was acknowledged to them"));
        if (reports.Any(report => report?.Looks > 0)) checks.Add(CheckLooks([.. reports.OfType<WorkerReport>()]));
        try
        {
            using (DbConnection connection = strategy.Engine.Connect(path, FileAccess.ReadWrite))
            {
                checks.AddRange(workload.Verify(connection, new WriteLedger(deal, reports), deal));
                checks.Add(strategy.Engine.CheckFile(connection));
            }

            checks.Add(CheckNothingLocked(path, strategy));
        }
        catch (DbException error)
        {
            checks.Add(new Check(false, $"the file could not be read back: {error.Message}"));
        }

        return checks;
    }

    private static Check CheckLooks(WorkerReport[] reports)
    {
        long looks = reports.Sum(report => report.Looks);
        long faults = reports.Sum(report => report.LookFaults);
        return faults == 0
            ? new Check(true, string.Create(CultureInfo.InvariantCulture, $"snapshots: {looks:N0} read meanwhile, each of them whole"))
            : new Check(false, string.Create(CultureInfo.InvariantCulture, $"snapshots: {faults:N0} of {looks:N0} not whole; {reports.Select(report => report.FirstLookFault).First(fault => fault is not null)}"));
    }

    /// <summary>
    /// A plain connection gets the write lock at its first attempt, nobody holds or wants the turn, and a write through
    /// Lockkeeper gets it (where Lockkeeper wrote).
    /// </summary>
    private static Check CheckNothingLocked(string path, Strategy strategy)
    {
        if (strategy.Engine.FindLock(path) is { } found) return new Check(false, $"nothing left locked: {found}");
        if (!strategy.IsLockkeeper) return new Check(true, "nothing left locked: the write lock is free at once");

        using SharedDatabase database = strategy.Engine.Share(path);
        DatabaseStatus status = database.GetStatus();
        if (status.Processes.FirstOrDefault(process => process.ProcessId != Environment.ProcessId) is { } left)
        {
            return new Check(false, string.Create(CultureInfo.InvariantCulture, $"nothing left locked: process {left.ProcessId} still has it open"));
        }

        try
        {
            database.WriteAsync(_ => { }, options: new WriteOptions { Timeout = TimeSpan.FromSeconds(1) }, operation: "CheckTurn").GetAwaiter().GetResult();
        }
        catch (SharedDatabaseException error)
        {
            return new Check(false, $"nothing left locked: {error.Message}");
        }

        return new Check(true, "nothing left locked: the write lock and the turn are free at once");
    }
}
