namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>Reads while others write, and sees whether what it reads is whole.</summary>
internal interface IWatcher
{
    /// <summary>Looks once, at one snapshot.</summary>
    /// <returns>What was wrong, or <see langword="null"/>.</returns>
    Task<string?> LookAsync(CancellationToken cancellationToken);
}
