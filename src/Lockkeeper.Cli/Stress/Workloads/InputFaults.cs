namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>Lines of the input that could not be read and were left out.</summary>
/// <param name="BadLines">How many.</param>
/// <param name="FirstBadLine">The number of the first, from 1.</param>
internal sealed record InputFaults(int BadLines, int FirstBadLine);
