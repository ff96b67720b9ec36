namespace Lockkeeper.Cli.Doctor;

/// <summary>How bad a finding is.</summary>
internal enum Severity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, but slower or with less certainty than it could.</summary>
    Warning,

    /// <summary>It fails, or data is at risk.</summary>
    Problem,
}
