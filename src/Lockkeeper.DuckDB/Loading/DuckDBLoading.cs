using System.Data.Common;
using System.Runtime.CompilerServices;
using Lockkeeper.DuckDB.Loading;
using Lockkeeper.Engines;

namespace Lockkeeper.DuckDB;

/// <summary>
/// Loads files into tables of a shared DuckDB database. A load is one transaction: readers, of this process and of others, see the
/// table as it was or with the whole file, never without either.
/// </summary>
/// <remarks>
/// The file is one ordinary file of this machine; its name is never a pattern, an address or a directory. It is read while this
/// process holds the turn, with all of DuckDB's threads. When nothing else is written that is on the calling thread, which is blocked
/// meanwhile.
/// </remarks>
public static class DuckDBLoading
{
    /// <summary>Loads a CSV file.</summary>
    /// <param name="database">A database that <see cref="DuckDBDatabase.Open"/> opened.</param>
    /// <param name="path">The file.</param>
    /// <param name="table">
    /// <c>table</c> or <c>schema.table</c>. It is quoted, so it may have anything in it; a point within a name needs double quotes
    /// around that: <c>"odd.name"</c>.
    /// </param>
    /// <param name="options">
    /// How it is read, and what becomes of the table. Default: <see cref="CsvLoadOptions"/> as it is, which replaces the table.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for the turn, or interrupts the load and rolls it back.</param>
    /// <param name="operation">What the load is called in logs, metrics, errors and on the board: the caller's name.</param>
    /// <returns>How many rows were loaded, and which were left out.</returns>
    /// <exception cref="SharedDatabaseException">
    /// With <see cref="SharedDatabaseErrorKind.BadInput"/>: there is no such file, or it does not fit; the message has the first rows
    /// that do not, and a <see cref="BadRowsException"/> inside has more of them. With <see cref="SharedDatabaseErrorKind.Unsupported"/>:
    /// the database is not DuckDB's, or the file is a database that is open here. Others as for every write. The table is as it was.
    /// </exception>
    /// <exception cref="ArgumentException">The name of the table or an option is not possible.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled and nothing of it stands.</exception>
    public static Task<LoadResult> ReadCsvToTableAsync(
        this SharedDatabase database, string path, string table, CsvLoadOptions? options = null,
        CancellationToken cancellationToken = default, [CallerMemberName] string operation = "")
    {
        options ??= new();
        options.Validate();
        return LoadAsync(database, path, table, file => new CsvSource(file, options), cancellationToken, operation);
    }

    /// <summary>Loads a Parquet file.</summary>
    /// <inheritdoc cref="ReadCsvToTableAsync"/>
    public static Task<LoadResult> ReadParquetToTableAsync(
        this SharedDatabase database, string path, string table, ParquetLoadOptions? options = null,
        CancellationToken cancellationToken = default, [CallerMemberName] string operation = "") =>
        LoadAsync(database, path, table, file => new ParquetSource(file, options ?? new()), cancellationToken, operation);

    /// <summary>Loads a JSON file: objects one a line, one after the other, or in one array.</summary>
    /// <inheritdoc cref="ReadCsvToTableAsync"/>
    public static Task<LoadResult> ReadJsonToTableAsync(
        this SharedDatabase database, string path, string table, JsonLoadOptions? options = null,
        CancellationToken cancellationToken = default, [CallerMemberName] string operation = "") =>
        LoadAsync(database, path, table, file => new JsonSource(file, options ?? new()), cancellationToken, operation);

    private static async Task<LoadResult> LoadAsync(
        SharedDatabase database, string path, string table, Func<InputFile, LoadSource> open, CancellationToken cancellationToken,
        string operation)
    {
        ArgumentNullException.ThrowIfNull(database);
        if (database.OpenCore.Engine is not DuckDBEngine engine)
        {
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Unsupported,
                $"'{database.DatabasePath}' is a database of the engine '{database.OpenCore.Engine.Name}', and files are loaded into DuckDB's only. "
                + "Open one with DuckDBDatabase.Open.");
        }

        var name = TableName.Parse(table);
        var source = open(InputFile.Locate(path, engine.DatabasePath));
        var load = new TableLoad(source, name);
        var write = new WriteOptions { Batch = false, Timeout = source.Options.Timeout };
        try
        {
            return await database.WriteAsync(transaction => load.Run(transaction.Connection), cancellationToken, write, operation)
                .ConfigureAwait(false);
        }
        catch (DuckDBException error) when (engine.Classify(error) is EngineErrorClass.Statement or EngineErrorClass.Io or EngineErrorClass.Replay)
        {
            var rows = await FindBadRowsAsync(database, load, source, error, cancellationToken, operation).ConfigureAwait(false);
            throw rows.Count > 0 ? LoadErrors.Rejected(source, name, null, rows, error) : LoadErrors.Refused(source, name, error);
        }
    }

    private static async Task<List<RejectedRow>> FindBadRowsAsync(
        SharedDatabase database, TableLoad load, LoadSource source, DuckDBException error, CancellationToken cancellationToken,
        string operation)
    {
        var converts = error.ErrorType is DuckDBErrorType.Conversion or DuckDBErrorType.InvalidInput or DuckDBErrorType.OutOfRange;
        if (!converts || load.Columns.Count == 0) return [];
        try
        {
            return await database.ReadAsync(connection => source.FindBadRows(connection, load.Columns), cancellationToken, operation)
                .ConfigureAwait(false);
        }
        catch (DbException)
        {
            // The file cannot be read in this way either. DuckDB's first error tells why, as well as it can.
            return [];
        }
    }
}
