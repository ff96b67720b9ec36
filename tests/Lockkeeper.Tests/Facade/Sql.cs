using Lockkeeper.Statements;

namespace Lockkeeper.Tests.Facade;

/// <summary>Statements that several tests need.</summary>
internal static class Sql
{
    /// <summary>Runs until it is interrupted, without growing.</summary>
    public const string Endless =
        "INSERT INTO t(v) SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)";

    /// <summary>The same for readers.</summary>
    public const string EndlessRead =
        "SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)";

    /// <summary>From then on, inserting -1 undoes the whole transaction.</summary>
    public const string UndoTrigger =
        "CREATE TRIGGER undo BEFORE INSERT ON t WHEN new.v = -1 BEGIN SELECT RAISE(ROLLBACK, 'all of it'); END";

    public static ValueTask<int> RunAsync(
        this SharedDatabase db, string sql, CancellationToken token = default, WriteOptions? options = null, string operation = "RunAsync")
    {
        var statement = new SqlStatementHandler(sql.Length, 0, db);
        statement.AppendLiteral(sql);
        return db.ExecuteAsync(ref statement, token, options, operation);
    }
}
