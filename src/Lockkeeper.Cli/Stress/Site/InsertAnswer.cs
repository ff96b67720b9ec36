namespace Lockkeeper.Cli.Stress.Site;

/// <summary>What the site answers to a request, with status 200 or 500.</summary>
/// <param name="Inserted">Records that were inserted before the first that failed.</param>
/// <param name="Error">The kind of the error, or <see langword="null"/> where there was none.</param>
/// <param name="Message">What the error says.</param>
/// <param name="IsOutcomeUnknown">Whether the one that failed may stand all the same.</param>
internal sealed record InsertAnswer(int Inserted, string? Error = null, string? Message = null, bool IsOutcomeUnknown = false);
