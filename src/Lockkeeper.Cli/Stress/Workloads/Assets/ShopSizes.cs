namespace Lockkeeper.Cli.Stress.Workloads.Assets;

/// <summary>How large the shop is.</summary>
/// <param name="Payments">Rows of <c>raw_payments</c>, the largest table; at least 6.</param>
internal sealed record ShopSizes(int Payments)
{
    public const int MinPayments = 6;
    public const int MaxPayments = 100_000_000;

    /// <summary>So large that a load takes some tenths of a second.</summary>
    public static ShopSizes Usual { get; } = new(600_000);

    /// <summary>As large as a shop in a tutorial.</summary>
    public static ShopSizes Small { get; } = new(120);

    /// <summary>Rows of <c>raw_orders</c>.</summary>
    public int Orders => (int)(Payments / 6L * 5);

    /// <summary>Rows of <c>raw_customers</c>.</summary>
    public int Customers => Payments / 6;
}
