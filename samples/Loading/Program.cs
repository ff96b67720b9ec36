// Loads files into tables of a DuckDB file that other processes use at the same time; docs/loading.md shows it.
using Lockkeeper;
using Lockkeeper.DuckDB;

File.WriteAllText("payments.csv", "id;paid_on;amount\n1;2024-01-31;10.50\n2;2024-02-01;-\n3;2024-02-02;ten\n");
File.WriteAllText("more.json", """[{"id": 4, "paid_on": "2024-02-03", "amount": 12.25}]""");
await using SharedDatabase db = DuckDBDatabase.Open("payments.duckdb");

#region strict
// What is not guessed but known: one row that does not fit, and nothing is loaded.
var asWritten = new CsvLoadOptions
{
    Delimiter = ";",
    NullText = "-",
    ColumnTypes = new Dictionary<string, string> { ["paid_on"] = "DATE", ["amount"] = "DECIMAL(10, 2)" },
};
try
{
    await db.ReadCsvToTableAsync("payments.csv", "payments", asWritten);
}
catch (SharedDatabaseException error) when (error.Kind == SharedDatabaseErrorKind.BadInput)
{
    Console.WriteLine(error.Message);
}
#endregion

#region skip
// The same file without the rows that do not fit, and which those are.
var lenient = new CsvLoadOptions { Delimiter = ";", NullText = "-", ColumnTypes = asWritten.ColumnTypes, SkipBadRows = true };
LoadResult result = await db.ReadCsvToTableAsync("payments.csv", "payments", lenient);
Console.WriteLine($"{result.RowsLoaded} rows loaded, {result.RowsRejected} left out");
foreach (RejectedRow row in result.Rejected) Console.WriteLine($"line {row.Line}, {row.Column}: {row.Reason}");
#endregion

#region append
// Added to the table, by the names and the types of its columns.
await db.ReadJsonToTableAsync("more.json", "payments", new JsonLoadOptions { Mode = LoadMode.Append });
#endregion

await db.WriteAsync(tx =>
{
    using var copy = tx.Connection.CreateCommand();
    copy.CommandText = "COPY payments TO 'payments.parquet'";
    copy.ExecuteNonQuery();
});

#region parquet
// A schema may stand before the table's name; names are quoted, whatever stands in them.
await db.ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS archive");
LoadResult archived = await db.ReadParquetToTableAsync("payments.parquet", "archive.payments 2024");
#endregion
Console.WriteLine($"{archived.RowsLoaded} rows archived");
