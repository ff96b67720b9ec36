using System.Globalization;
using Dapper;
using Lockkeeper;
using Lockkeeper.DuckDB;

namespace AssetPipeline;

/// <summary>Compares the tables with the files, which it reads by itself.</summary>
internal static class Verification
{
    public static async Task<bool> RunAsync(string database, string data)
    {
        string[] customers = Read("raw_customers"), orders = Read("raw_orders"), payments = Read("raw_payments");
        decimal paid = payments.Sum(line => decimal.Parse(line.Split(',')[3], CultureInfo.InvariantCulture)) / 100;
        await using SharedDatabase db = DuckDBDatabase.Open(database);

        #region verify
        // All of it is one snapshot, whoever loads meanwhile.
        (string What, decimal Expected, decimal Found)[] checks = await db.ReadAsync(connection => new[]
        {
            ("rows of raw_customers", customers.Length, connection.QuerySingle<decimal>("SELECT count(*) FROM raw_customers")),
            ("rows of raw_orders", orders.Length, connection.QuerySingle<decimal>("SELECT count(*) FROM raw_orders")),
            ("rows of raw_payments", payments.Length, connection.QuerySingle<decimal>("SELECT count(*) FROM raw_payments")),
            ("rows of customers", customers.Length, connection.QuerySingle<decimal>("SELECT count(*) FROM customers")),
            ("orders of customers", orders.Length, connection.QuerySingle<decimal>("SELECT sum(number_of_orders)::BIGINT FROM customers")),
            ("rows of orders", orders.Length, connection.QuerySingle<decimal>("SELECT count(*) FROM orders")),
            ("paid for orders", paid, connection.QuerySingle<decimal>("SELECT sum(amount) FROM orders")),
            ("paid by customers", paid, connection.QuerySingle<decimal>("SELECT sum(customer_lifetime_value) FROM customers")),
        });
        #endregion

        foreach (var (what, expected, found) in checks)
            Console.WriteLine(expected == found ? $"{what}: {found}" : $"{what}: {found}, but {expected} in the files");
        bool right = checks.All(check => check.Expected == check.Found);
        Console.WriteLine(right ? "All counts match the files." : "The tables do not match the files.");
        return right;

        // Every line but the first is a row: none of these files has a value of several lines.
        string[] Read(string name) => File.ReadAllLines(Path.Combine(data, $"{name}.csv"))[1..];
    }
}
