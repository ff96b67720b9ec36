using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>A way in which applications let many threads and processes write one file.</summary>
/// <param name="Engine">Whose files it writes.</param>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Open">Opens the file its way. Blocks.</param>
internal sealed record Strategy(ILabEngine Engine, string Name, string Summary, Func<StoreSettings, IStore> Open)
{
    /// <summary>The name of the one that is Lockkeeper, of every engine.</summary>
    public const string Lockkeeper = "lockkeeper";

    /// <summary>The mode that it puts a file of SQLite in, or <see langword="null"/> where Lockkeeper does, and for other engines.</summary>
    public JournalMode? JournalMode { get; init; }

    /// <summary>
    /// Whether it is Lockkeeper. Of the others it is expected that writes fail: their errors are counted, and what they
    /// acknowledged is verified.
    /// </summary>
    public bool IsLockkeeper => Name == Lockkeeper;

    /// <summary>The same for a program that keeps its code and changes its connections; <see langword="null"/> where that is the same.</summary>
    public Strategy? DropIn { get; init; }

    /// <summary>This, or what stands for it where the code is written against <paramref name="access"/>.</summary>
    public Strategy For(BuildAccess? access) => access is null or BuildAccess.Native ? this : DropIn ?? this;

    /// <summary>
    /// Whether its workers' calls block, so that each worker needs a thread of its own.
    /// </summary>
    public bool Blocks { get; init; } = true;
}
