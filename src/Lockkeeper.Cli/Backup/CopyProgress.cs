using Spectre.Console;

namespace Lockkeeper.Cli.Backup;

/// <summary>A bar on the terminal while pages are copied and checked; nothing where there is no terminal.</summary>
internal static class CopyProgress
{
    /// <summary>Runs <paramref name="work"/> beside the bar.</summary>
    public static async Task<BackupResult> ShowAsync(Func<IProgress<BackupProgress>?, Task<BackupResult>> work)
    {
        if (Console.IsErrorRedirected) return await work(null);
        return await Terminal.Error().Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new Bar(context.AddTask("copying"))));
    }

    private sealed class Bar(ProgressTask task) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value)
        {
            task.MaxValue = Math.Max(1, value.TotalPages);
            task.Value = value.CopiedPages;
            if (value.CopiedPages == value.TotalPages) task.Description = "checking";
        }
    }
}
