using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Lockkeeper.Engines;

namespace Lockkeeper.Retention;

/// <summary>
/// Age limits for tables. Rows that are older are deleted in small transactions, each in its turn, so that other writers come
/// through between them.
/// </summary>
/// <example><code>{ "rules": [ { "table": "sessions", "column": "last_seen", "age": "24h" } ] }</code></example>
public sealed class RetentionPolicy
{
    /// <summary>The rules, applied in their order. A table may have more than one.</summary>
    public required IReadOnlyList<RetentionRule> Rules { get; init; }

    /// <summary>The most rows that one transaction deletes. Default 500; 1 to 100,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public int BatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100_000);
            field = value;
        }
    } = 500;

    /// <summary>Reads a policy from a file of JSON.</summary>
    /// <exception cref="RetentionPolicyException">It is not a policy; the message names the line and the reason.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static RetentionPolicy Load(string path) => PolicyJson.Read(File.ReadAllBytes(path), Path.GetFileName(path));

    /// <summary>Deletes what is too old.</summary>
    /// <param name="database">The database.</param>
    /// <param name="progress">Told after each transaction.</param>
    /// <param name="cancellationToken">Ends it after a transaction; what was deleted stays so.</param>
    /// <param name="operation">What it is called on the board and in errors.</param>
    /// <returns>How many rows each rule deleted, in the rules' order.</returns>
    /// <exception cref="RetentionPolicyException">A rule does not fit the database; nothing was deleted.</exception>
    /// <exception cref="SharedDatabaseException">
    /// A turn was not free in time, or the engine refused to delete rows that others refer to
    /// (<see cref="SharedDatabaseErrorKind.Engine"/>); what was deleted before stays so.
    /// </exception>
    public async Task<IReadOnlyList<RetentionProgress>> ApplyAsync(
        SharedDatabase database,
        IProgress<RetentionProgress>? progress = null,
        CancellationToken cancellationToken = default,
        [CallerMemberName] string operation = "")
    {
        IAgeStatements ages = SharedDatabaseMaintenance.Of(database, "age limits").Ages;
        DateTimeOffset now = database.OpenCore.UtcNow;
        await CheckAsync(database, ages, operation, cancellationToken).ConfigureAwait(false);
        var done = new List<RetentionProgress>(Rules.Count);
        foreach (RetentionRule rule in Rules)
        {
            long rows = 0;
            int deleted;
            do
            {
                deleted = await DeleteAsync(database, ages, rule, now - rule.Age, rows, operation, cancellationToken).ConfigureAwait(false);
                rows += deleted;
                progress?.Report(new RetentionProgress(rule, rows));
            }
            while (deleted >= BatchSize);
            done.Add(new RetentionProgress(rule, rows));
        }

        return done;
    }

    /// <summary>Counts what <see cref="ApplyAsync"/> would delete now, and changes nothing.</summary>
    /// <inheritdoc cref="ApplyAsync"/>
    public async Task<IReadOnlyList<RetentionProgress>> CountAsync(
        SharedDatabase database, CancellationToken cancellationToken = default, [CallerMemberName] string operation = "")
    {
        IAgeStatements ages = SharedDatabaseMaintenance.Of(database, "age limits").Ages;
        DateTimeOffset now = database.OpenCore.UtcNow;
        await CheckAsync(database, ages, operation, cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            IReadOnlyList<RetentionProgress> (DbConnection connection) =>
            {
                var counts = new List<RetentionProgress>(Rules.Count);
                foreach (RetentionRule rule in Rules)
                {
                    using DbCommand command = connection.CreateCommand();
                    ages.Count(command, rule, now - rule.Age);
                    counts.Add(new RetentionProgress(rule, Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture)));
                }

                return counts;
            },
            cancellationToken,
            operation).ConfigureAwait(false);
    }

    // One transaction.
    private async Task<int> DeleteAsync(
        SharedDatabase database, IAgeStatements ages, RetentionRule rule, DateTimeOffset before, long done, string operation, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(
                transaction =>
                {
                    using DbCommand command = transaction.Connection.CreateCommand();
                    command.Transaction = transaction.Transaction;
                    ages.Delete(command, rule, before, BatchSize);
                    return command.ExecuteNonQuery();
                },
                cancellationToken,
                options: null,
                operation).ConfigureAwait(false);
        }
        catch (DbException error) when (error is not SharedDatabaseException)
        {
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Engine,
                $"Rows of {rule.Table} that are too old could not be deleted ({error.Message.TrimEnd('.')}). Where rows of another table refer to them, "
                + $"give that table a rule before this one, or let them go along (ON DELETE CASCADE). The {done.ToString("N0", CultureInfo.InvariantCulture)} rows that were deleted before stay so.",
                error);
        }
    }

    // All rules before the first is applied: a policy with a slip of the pen deletes nothing.
    private Task<bool> CheckAsync(SharedDatabase database, IAgeStatements ages, string operation, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            foreach (RetentionRule rule in Rules) ages.Check(connection, rule);
            return true;
        },
        cancellationToken,
        operation);
}
