namespace Lockkeeper.Cli;

/// <summary>The tool's exit status, the same for every verb.</summary>
internal static class ExitStatus
{
    /// <summary>All was done, and all held.</summary>
    public const int Success = 0;

    /// <summary>It was tried, and something failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line, a file or a database that it names cannot be used. Nothing was changed.</summary>
    public const int BadUsage = 2;

    /// <summary>Somebody holds the file that was asked about.</summary>
    public const int Held = 3;
}
