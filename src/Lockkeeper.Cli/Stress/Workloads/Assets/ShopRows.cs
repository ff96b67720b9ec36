namespace Lockkeeper.Cli.Stress.Workloads.Assets;

/// <summary>A row of <c>raw_customers</c>.</summary>
internal readonly record struct RawCustomer(int Id, string FirstName, string LastName);

/// <summary>A row of <c>raw_orders</c>.</summary>
internal readonly record struct RawOrder(int Id, int UserId, DateOnly OrderDate, string Status);

/// <summary>A row of <c>raw_payments</c>; the amount is in cents.</summary>
internal readonly record struct RawPayment(int Id, int OrderId, string PaymentMethod, int Amount);

/// <summary>A row of <c>customers</c>.</summary>
internal readonly record struct CustomerRow(int Id, string FirstName, string LastName, long Orders, long Amount);

/// <summary>A row of <c>orders</c>.</summary>
internal readonly record struct OrderRow(int Id, int CustomerId, DateOnly OrderDate, string Status, long Payments, long Amount);
