using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.TestProcess;

/// <summary>Plain ADO.NET code on the drop-in connection, told what to do line by line.</summary>
internal sealed class DropInVerb(string database)
{
    public int Run()
    {
        using var connection = new SharedSqliteConnection($"Data Source={database}");
        connection.Open();
        SqliteTransaction? held = null;
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["write", var count]:
                    Write(connection, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
                    Console.WriteLine($"wrote {count}");
                    break;
                case ["attach", var path]:
                    Run(connection, $"ATTACH '{path}' AS other");
                    Console.WriteLine("attached");
                    break;
                case ["both", var count]:
                    WriteBoth(connection, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
                    Console.WriteLine($"wrote {count}");
                    break;
                case ["hold"]:
                    connection.Operation = "SaveOrders";
                    held = connection.BeginTransaction();
                    Console.WriteLine("held");
                    break;
                case ["commit"]:
                    held!.Commit();
                    Console.WriteLine("committed");
                    break;
                default:
                    return 2;
            }
        }

        return 0;
    }

    private static void WriteBoth(SharedSqliteConnection connection, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var transaction = connection.BeginTransaction();
            Run(connection, "INSERT INTO main.t(v) VALUES (1)");
            Run(connection, "INSERT INTO other.t(v) VALUES (1)");
            transaction.Commit();
        }
    }

    private static void Run(SharedSqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Write(SharedSqliteConnection connection, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO t(v) VALUES ($v)";
            command.Parameters.AddWithValue("$v", i);
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }
}
