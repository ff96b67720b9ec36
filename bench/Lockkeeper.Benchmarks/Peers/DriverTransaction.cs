namespace Lockkeeper.Benchmarks.Peers;

/// <summary>How a driver's write is put into a transaction.</summary>
internal enum DriverTransaction
{
    /// <summary><c>BeginTransaction()</c>: <c>BEGIN IMMEDIATE</c>, the driver's default.</summary>
    Immediate,

    /// <summary><c>BeginTransaction(deferred: true)</c>: locks at the first write.</summary>
    Deferred,

    /// <summary>No transaction object: the statement commits by itself.</summary>
    Autocommit,
}
