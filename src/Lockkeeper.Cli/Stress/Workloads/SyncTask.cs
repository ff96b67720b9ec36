namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>A task as it stands in the file, and the steps that its progress shows.</summary>
/// <param name="runner">Who runs it by its row, or <see langword="null"/> where nobody took it.</param>
/// <param name="percent">How far it is by its row, or <see langword="null"/>.</param>
internal sealed class SyncTask(int? runner, int? percent)
{
    private int? _worker;

    /// <summary>How many steps were made.</summary>
    public int Steps { get; private set; }

    /// <summary>Whether the row says who made the steps, and how far they came.</summary>
    public bool IsAsProgressSays => runner == _worker && percent == (Steps == 0 ? null : SyncWorkload.Percentages[Steps - 1]);

    /// <summary>Takes the next step.</summary>
    /// <returns>Whether it is the next one, and by the worker that made the first.</returns>
    public bool Step(int worker, int reached)
    {
        _worker ??= worker;
        if (worker != _worker || Steps == SyncWorkload.Percentages.Count || SyncWorkload.Percentages[Steps] != reached) return false;
        Steps++;
        return true;
    }
}
