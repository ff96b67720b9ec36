using Dapper;
using Lockkeeper;
using Lockkeeper.DuckDB;

namespace AssetPipeline;

/// <summary>The assets of the jaffle shop, each after those that it depends on.</summary>
internal static class Assets
{
    private const string Customers =
        """
        CREATE OR REPLACE TABLE customers AS
        SELECT c.id AS customer_id, c.first_name, c.last_name, o.first_order, o.most_recent_order,
            coalesce(o.number_of_orders, 0) AS number_of_orders, coalesce(p.total, 0)::DECIMAL(18, 2) AS customer_lifetime_value
        FROM raw_customers AS c
        LEFT JOIN (
            SELECT user_id, min(order_date) AS first_order, max(order_date) AS most_recent_order, count(*) AS number_of_orders
            FROM raw_orders GROUP BY user_id) AS o ON o.user_id = c.id
        LEFT JOIN (
            SELECT user_id, sum(amount) / 100 AS total
            FROM raw_payments JOIN raw_orders ON raw_orders.id = order_id GROUP BY user_id) AS p ON p.user_id = c.id
        """;

    private const string Orders =
        """
        CREATE OR REPLACE TABLE orders AS
        SELECT o.id AS order_id, o.user_id AS customer_id, o.order_date, o.status,
            (coalesce(sum(p.amount) FILTER (p.payment_method = 'credit_card'), 0) / 100)::DECIMAL(18, 2) AS credit_card_amount,
            (coalesce(sum(p.amount) FILTER (p.payment_method = 'coupon'), 0) / 100)::DECIMAL(18, 2) AS coupon_amount,
            (coalesce(sum(p.amount) FILTER (p.payment_method = 'bank_transfer'), 0) / 100)::DECIMAL(18, 2) AS bank_transfer_amount,
            (coalesce(sum(p.amount) FILTER (p.payment_method = 'gift_card'), 0) / 100)::DECIMAL(18, 2) AS gift_card_amount,
            (coalesce(sum(p.amount), 0) / 100)::DECIMAL(18, 2) AS amount
        FROM raw_orders AS o LEFT JOIN raw_payments AS p ON p.order_id = o.id
        GROUP BY ALL
        """;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Asset> All { get; } =
    [
        new("raw_customers", [], (db, data) => LoadAsync(db, data, "raw_customers")),
        new("raw_orders", [], (db, data) => LoadAsync(db, data, "raw_orders")),
        new("raw_payments", [], (db, data) => LoadAsync(db, data, "raw_payments")),
        new("customers", ["raw_customers", "raw_orders", "raw_payments"], (db, _) => BuildAsync(db, "customers", Customers)),
        new("orders", ["raw_orders", "raw_payments"], (db, _) => BuildAsync(db, "orders", Orders)),
    ];

    private static async Task<long> LoadAsync(SharedDatabase db, string folder, string table)
    {
        #region load
        // The table is replaced in one transaction: who reads it meanwhile sees the old one or the new one.
        LoadResult loaded = await db.ReadCsvToTableAsync(Path.Combine(folder, $"{table}.csv"), table);
        return loaded.RowsLoaded;
        #endregion
    }

    private static Task<long> BuildAsync(SharedDatabase db, string table, string sql)
    {
        #region build
        // The table and its count are of one transaction. It is one that nobody else shares, as it may take long.
        return db.WriteAsync(
            tx =>
            {
                tx.Connection.Execute(sql, transaction: tx.Transaction);
                return tx.Connection.QuerySingle<long>($"SELECT count(*) FROM {table}", transaction: tx.Transaction);
            },
            options: new WriteOptions { Batch = false, Timeout = TimeSpan.FromMinutes(5) },
            operation: table);
        #endregion
    }
}
