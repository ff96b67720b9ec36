using System.Globalization;

namespace Lockkeeper.DuckDB.Maintaining;

/// <summary>
/// Copies a database through DuckDB itself, into another file that is attached to the open one
/// (https://duckdb.org/docs/stable/sql/statements/copy#copy-from-database--to). The whole copy is one transaction, and so of one
/// snapshot. Tables are filled one by one: DuckDB's own statement for all of them does not fill what a foreign key refers to first.
/// </summary>
internal static class DatabaseCopy
{
    /// <inheritdoc cref="Engines.IFileMaintenance.Copy"/>
    public static void Make(DuckDBConnection snapshot, string path, string destination, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        // The snapshot's own connection may write nowhere. Another one of its instance sees the same: on a shared lease nobody writes.
        using DuckDBConnection connection = snapshot.Instance.Connect();
        var script = new CopyScript(connection, cancellationToken);
        try
        {
            string source = script.Ask<string>("SELECT current_database()");
            string target = source + "_copy";
            script.Attach(source, target, destination);
            try
            {
                // There is nothing in it yet that the umask could show to others.
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(destination, File.GetUnixFileMode(path));
                script.Run("BEGIN");
                script.Run($"COPY FROM DATABASE {CopyScript.Quote(source)} TO {CopyScript.Quote(target)} (SCHEMA)");
                Fill(script, CopiedTable.FindAll(script, source), source, target, progress);
                script.Run("COMMIT");
                script.Run($"CHECKPOINT {CopyScript.Quote(target)}");
            }
            finally
            {
                script.Detach(target);
            }
        }
        catch (DuckDBException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"The backup '{destination}' cannot be written: {error.Message}", error);
        }
    }

    /// <inheritdoc cref="Engines.IFileMaintenance.Verify"/>
    public static void Verify(string copy, CancellationToken cancellationToken)
    {
        try
        {
            using var instance = DuckDBInstance.Open(copy, new DuckDBInstanceOptions { ReadOnly = true });
            using DuckDBConnection connection = instance.Connect();
            if (DatabaseCheck.FindFaults(connection, cancellationToken) is [var fault, ..]) throw Unsound(fault, inner: null);
        }
        catch (DuckDBException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Unsound(error.Message, error);
        }
    }

    private static void Fill(CopyScript script, IReadOnlyList<CopiedTable> tables, string source, string target, IProgress<BackupProgress>? progress)
    {
        long[] rows = [.. tables.Select(table => table.Count(script, source))];
        long total = rows.Sum();
        long done = 0;
        for (int i = 0; i < tables.Count; i++)
        {
            progress?.Report(new BackupProgress(done, total) { Unit = "rows" });
            tables[i].Fill(script, source, target, rows[i]);
            if (tables[i].Fingerprint(script, source) != tables[i].Fingerprint(script, target))
                throw Unsound($"the rows of {tables[i].Name} differ from the original's", inner: null);
            done += rows[i];
        }

        progress?.Report(new BackupProgress(done, total) { Unit = "rows" });
    }

    private static SharedDatabaseException Unsound(string reason, Exception? inner) => new(
        SharedDatabaseErrorKind.Damaged,
        string.Create(CultureInfo.InvariantCulture, $"The copy is not sound and was not kept: {reason}. Look at the database itself with lockkeeper doctor --full."),
        inner);
}
