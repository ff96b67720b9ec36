namespace Lockkeeper.DuckDB.Statements;

/// <summary>Code that a connection was lent to tried to begin or end its transaction.</summary>
internal sealed class TransactionOwnedException() : InvalidOperationException(
    "This connection's transaction is begun and ended by whoever lent it. Return to commit, throw an exception to roll back.");
