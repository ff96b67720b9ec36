using System.Data.Common;

namespace Lockkeeper.Cli.Stress.Workloads.Assets;

/// <summary>The shop's pipeline: three tables are loaded, two are built from them.</summary>
internal static class ShopPipeline
{
    private const string RawCustomers = "raw_customers";
    private const string RawOrders = "raw_orders";
    private const string RawPayments = "raw_payments";

    private const string CustomersQuery =
        $"""
        SELECT c.id, c.first_name, c.last_name, count(DISTINCT o.id) AS orders, coalesce(sum(p.amount), 0)::BIGINT AS amount
        FROM {RawCustomers} c LEFT JOIN {RawOrders} o ON o.user_id = c.id LEFT JOIN {RawPayments} p ON p.order_id = o.id
        GROUP BY ALL
        """;

    private const string OrdersQuery =
        $"""
        SELECT o.id, o.user_id AS customer_id, o.order_date, o.status, count(p.id) AS payments, coalesce(sum(p.amount), 0)::BIGINT AS amount
        FROM {RawOrders} o LEFT JOIN {RawPayments} p ON p.order_id = o.id
        GROUP BY ALL
        """;

    /// <summary>Its assets, each after what it is made of.</summary>
    public static IReadOnlyList<Asset> Create(ShopSizes sizes)
    {
        var shop = new Shop(sizes);
        return
        [
            new LoadedAsset<RawCustomer>(
                RawCustomers,
                "id INTEGER NOT NULL, first_name VARCHAR NOT NULL, last_name VARCHAR NOT NULL",
                sizes.Customers,
                Shop.Customer,
                (row, to) => to.Append(row.Id).Append(row.FirstName).Append(row.LastName),
                reader => new RawCustomer(reader.GetInt32(0), reader.GetString(1), reader.GetString(2))),
            new LoadedAsset<RawOrder>(
                RawOrders,
                "id INTEGER NOT NULL, user_id INTEGER NOT NULL, order_date DATE NOT NULL, status VARCHAR NOT NULL",
                sizes.Orders,
                shop.Order,
                (row, to) => to.Append(row.Id).Append(row.UserId).Append(row.OrderDate).Append(row.Status),
                reader => new RawOrder(reader.GetInt32(0), reader.GetInt32(1), Date(reader, 2), reader.GetString(3))),
            new LoadedAsset<RawPayment>(
                RawPayments,
                "id INTEGER NOT NULL, order_id INTEGER NOT NULL, payment_method VARCHAR NOT NULL, amount INTEGER NOT NULL",
                sizes.Payments,
                shop.Payment,
                (row, to) => to.Append(row.Id).Append(row.OrderId).Append(row.PaymentMethod).Append(row.Amount),
                reader => new RawPayment(reader.GetInt32(0), reader.GetInt32(1), reader.GetString(2), reader.GetInt32(3))),
            new BuiltAsset<CustomerRow>(
                "customers",
                [RawCustomers, RawOrders, RawPayments],
                CustomersQuery,
                shop.Customers,
                reader => new CustomerRow(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4))),
            new BuiltAsset<OrderRow>(
                "orders",
                [RawOrders, RawPayments],
                OrdersQuery,
                shop.Orders,
                reader => new OrderRow(reader.GetInt32(0), reader.GetInt32(1), Date(reader, 2), reader.GetString(3), reader.GetInt64(4), reader.GetInt64(5))),
        ];
    }

    private static DateOnly Date(DbDataReader reader, int column) => reader.GetFieldValue<DateOnly>(column);
}
