using Lockkeeper.Benchmarks.DuckDB;

namespace Lockkeeper.Benchmarks.Rows;

internal static class AllRows
{
    /// <summary>In the order of the table.</summary>
    public static IReadOnlyList<IRow> InOrder { get; } =
    [
        new ExecuteRow(), new CommandRow(), new FullDurabilityRow(), new ProcessesRow(), new LoneWorkersRow(),
        new LongTransactionsRow(), new AloneRow(), new ReadersRow(), new MemoryRow(),
        new DropInAloneRow(), new DropInReadsRow(), new DropInThreadsRow(), new WebRequestsRow(),
        new DuckDBProcessesRow(), new DuckDBWorkersRow(), new DuckDBAssetsRow(), new DuckDBLoadRow(), new DuckDBReadRow(),
    ];
}
