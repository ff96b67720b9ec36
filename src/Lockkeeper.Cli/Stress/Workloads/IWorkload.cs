using System.Data.Common;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>What a run writes, and how one sees afterwards that all of it stands. The same in the parent and in each process.</summary>
internal interface IWorkload
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>Where the work comes from: words that follow <c>400,000 writes</c>.</summary>
    string Source { get; }

    /// <summary>How many writes to make where the command line names no number.</summary>
    long DefaultWrites { get; }

    /// <summary>What must not go unseen about the input, or <see langword="null"/>.</summary>
    InputFaults? InputFaults { get; }

    /// <summary>How many processes its work is dealt to, or <see langword="null"/> where the command line says.</summary>
    int? FixedProcesses => null;

    /// <summary>How many there are where nobody says.</summary>
    int UsualProcesses => 4;

    /// <summary>How many workers each process has, or <see langword="null"/> where the command line says.</summary>
    int? FixedWorkers => null;

    /// <summary>What its items wait for, where they wait for each other; otherwise <see langword="null"/>.</summary>
    EndedItems? Ended => null;

    /// <summary>How many processes it needs.</summary>
    int FewestProcesses => 1;

    /// <summary>Whether a web site takes part, which the first process is the client of.</summary>
    bool HasSite => false;

    /// <summary>The same without pauses.</summary>
    IWorkload ForWarmUp() => this;

    /// <summary>How many writes are a warm-up, or <see langword="null"/> for what is usual with the engine.</summary>
    int? WarmUpWrites => null;

    /// <summary>The tables that it makes, and that a later run may drop.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>The statements that make them.</summary>
    string Schema { get; }

    /// <summary>Gives a worker its writer.</summary>
    /// <param name="client">The worker's own way to the file.</param>
    /// <param name="deal">The work.</param>
    /// <param name="worker">The worker's number, through all processes.</param>
    IItemWriter CreateWriter(IStoreClient client, Deal deal, int worker);

    /// <summary>Gives a process the reader that looks while its workers write, or <see langword="null"/> where nobody looks.</summary>
    /// <param name="client">The reader's own way to the file.</param>
    IWatcher? CreateWatcher(IStoreClient client) => null;

    /// <summary>
    /// Reads the tables back and compares them with what had to be written.
    /// </summary>
    /// <param name="connection">A plain connection of the driver, so that nothing of Lockkeeper judges itself.</param>
    /// <param name="ledger">Told of each row; it knows which writes were acknowledged.</param>
    /// <param name="deal">The work.</param>
    IEnumerable<Check> Verify(DbConnection connection, WriteLedger ledger, Deal deal);
}
