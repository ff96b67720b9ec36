namespace Lockkeeper.DuckDB.Maintaining;

/// <summary>Reads all that a database holds: each block has a checksum, which DuckDB compares as it reads the block.</summary>
internal static class DatabaseCheck
{
    /// <summary>Reads every row of every table. Takes about as long as the file takes to read.</summary>
    /// <param name="connection">A connection to the database, of nobody else.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <returns>A sentence for each table that cannot be read.</returns>
    public static IReadOnlyList<string> FindFaults(DuckDBConnection connection, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        try
        {
            var script = new CopyScript(connection, cancellationToken);
            string database = script.Ask<string>("SELECT current_database()");
            foreach (CopiedTable table in CopiedTable.FindAll(script, database))
            {
                if (FaultOf(table, script, database, cancellationToken) is { } fault) faults.Add(fault);
            }
        }
        catch (DuckDBException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            faults.Add(error.Message);
        }

        return faults;
    }

    // One table that is damaged need not keep the others from being looked at.
    private static string? FaultOf(CopiedTable table, CopyScript script, string database, CancellationToken cancellationToken)
    {
        try
        {
            table.Fingerprint(script, database);
            return null;
        }
        catch (DuckDBException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return $"{table.Name}: {error.Message}";
        }
    }
}
