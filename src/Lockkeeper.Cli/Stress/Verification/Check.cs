namespace Lockkeeper.Cli.Stress.Verification;

/// <summary>One thing that was looked at after the run.</summary>
/// <param name="Held">Whether it is as it must be.</param>
/// <param name="Text">What was found, as a sentence without its period.</param>
internal sealed record Check(bool Held, string Text);
