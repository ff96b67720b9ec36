using System.Data.Common;
using Lockkeeper.Cli.Stress.Input;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>The table <c>ip_log</c>, a row a request.</summary>
internal static class VisitLog
{
    /// <summary>Inserts a row.</summary>
    public static void Insert(StoreTransaction transaction, int worker, long sequence, Request request) => transaction.Execute(
        $"""
        INSERT INTO ip_log(worker, seq, ip, time, method, path, status, bytes)
        VALUES ({worker}, {sequence}, {request.Visitor}, {request.Time}, {request.Method}, {request.Path}, {request.Status}, {request.Bytes})
        """);

    /// <summary>Reads all rows and compares them with what had to be written.</summary>
    /// <param name="connection">A plain connection.</param>
    /// <param name="order">The column in which the rows stand in the order of their writing.</param>
    /// <param name="requests">What had to be written.</param>
    /// <param name="ledger">Is told of each row.</param>
    /// <returns>The requests that stand.</returns>
    public static IEnumerable<Request> Read(DbConnection connection, string order, IRequestSource requests, WriteLedger ledger)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT worker, seq, ip, time, method, path, status, bytes FROM ip_log ORDER BY {order}";
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            int worker = reader.GetInt32(0);
            long sequence = reader.GetInt64(1);
            long item = ledger.Row(worker, sequence);
            if (item < 0) continue;
            Request request = requests[item];
            var stored = new Request(
                reader.GetString(2), reader.GetInt64(3), reader.GetString(4), reader.GetString(5), reader.GetInt32(6), reader.GetInt64(7));
            if (stored != request) ledger.Differs(worker, sequence);
            yield return request;
        }
    }
}
