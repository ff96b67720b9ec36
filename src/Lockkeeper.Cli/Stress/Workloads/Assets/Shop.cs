using Lockkeeper.Cli.Stress.Input;

namespace Lockkeeper.Cli.Stress.Workloads.Assets;

/// <summary>
/// The shop's rows, each computed from its run and its key alone: the same in the process that loads them and in the one
/// that verifies. Each run's are others, so that a table of an earlier run shows.
/// </summary>
internal sealed class Shop(ShopSizes sizes)
{
    private static readonly DateOnly FirstDay = new(2018, 1, 1);
    private static readonly string[] FirstNames = ["Ada", "Berta", "Carl", "Dora", "Emil", "Frieda", "Gustav", "Hedwig"];
    private static readonly string[] LastNames = ["A.", "B.", "C.", "F.", "H.", "K.", "M.", "P.", "R.", "S.", "W."];
    private static readonly string[] Statuses = ["placed", "shipped", "completed", "return_pending", "returned"];
    private static readonly string[] Methods = ["credit_card", "coupon", "bank_transfer", "gift_card"];

    /// <summary>A customer, from 1.</summary>
    public static RawCustomer Customer(int run, int key) => new(key, Pick(FirstNames, run, key, 1), Pick(LastNames, run, key, 2));

    /// <summary>An order, from 1.</summary>
    public RawOrder Order(int run, int key) =>
        new(key, 1 + Number(run, key, 3, sizes.Customers), FirstDay.AddDays(Number(run, key, 4, 365)), Pick(Statuses, run, key, 5));

    /// <summary>A payment, from 1.</summary>
    public RawPayment Payment(int run, int key) =>
        new(key, 1 + Number(run, key, 6, sizes.Orders), Pick(Methods, run, key, 7), 100 * Number(run, key, 8, 30));

    /// <summary>What <c>customers</c> must be.</summary>
    public IEnumerable<CustomerRow> Customers(int run)
    {
        long[] orders = new long[sizes.Customers + 1];
        long[] amounts = new long[sizes.Customers + 1];
        foreach (OrderRow order in Orders(run))
        {
            orders[order.CustomerId]++;
            amounts[order.CustomerId] += order.Amount;
        }

        return Enumerable.Range(1, sizes.Customers)
            .Select(key => Customer(run, key))
            .Select(customer => new CustomerRow(customer.Id, customer.FirstName, customer.LastName, orders[customer.Id], amounts[customer.Id]));
    }

    /// <summary>What <c>orders</c> must be.</summary>
    public IEnumerable<OrderRow> Orders(int run)
    {
        long[] payments = new long[sizes.Orders + 1];
        long[] amounts = new long[sizes.Orders + 1];
        for (int key = 1; key <= sizes.Payments; key++)
        {
            RawPayment payment = Payment(run, key);
            payments[payment.OrderId]++;
            amounts[payment.OrderId] += payment.Amount;
        }

        return Enumerable.Range(1, sizes.Orders)
            .Select(key => Order(run, key))
            .Select(order => new OrderRow(order.Id, order.UserId, order.OrderDate, order.Status, payments[order.Id], amounts[order.Id]));
    }

    private static string Pick(string[] words, int run, int key, uint column) => words[Number(run, key, column, words.Length)];

    private static int Number(int run, int key, uint column, int below)
    {
        ulong bits = ((ulong)(uint)run << 40) ^ ((ulong)column << 32) ^ (uint)key;
        return (int)(SplitMix.Mix(bits) % (ulong)below);
    }
}
