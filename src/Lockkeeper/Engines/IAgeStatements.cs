using System.Data.Common;
using Lockkeeper.Retention;

namespace Lockkeeper.Engines;

/// <summary>The SQL of age limits. Names of tables and columns are quoted, values are parameters.</summary>
public interface IAgeStatements
{
    /// <summary>Checks that a rule fits the table as it is now.</summary>
    /// <param name="connection">A connection in a transaction.</param>
    /// <param name="rule">The rule.</param>
    /// <exception cref="RetentionPolicyException">There is no such table or column, or the column holds times of another format.</exception>
    void Check(DbConnection connection, RetentionRule rule);

    /// <summary>Makes a command that counts the rows that are older.</summary>
    void Count(DbCommand command, RetentionRule rule, DateTimeOffset before);

    /// <summary>Makes a command that deletes at most so many of them.</summary>
    void Delete(DbCommand command, RetentionRule rule, DateTimeOffset before, int rows);
}
