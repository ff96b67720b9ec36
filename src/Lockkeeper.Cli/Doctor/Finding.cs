namespace Lockkeeper.Cli.Doctor;

/// <summary>What one check found.</summary>
/// <param name="Check">What was looked at, in two words: <c>journal mode</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Text">What is the case, as one sentence.</param>
/// <param name="Advice">What to do about it; <see langword="null"/> where there is nothing to do.</param>
internal sealed record Finding(string Check, Severity Severity, string Text, string? Advice = null)
{
    public static Finding Ok(string check, string text) => new(check, Severity.Ok, text);

    public static Finding Warning(string check, string text, string advice) => new(check, Severity.Warning, text, advice);

    public static Finding Problem(string check, string text, string advice) => new(check, Severity.Problem, text, advice);
}
