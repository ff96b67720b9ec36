using System.Globalization;
using Lockkeeper.DuckDB;
using Lockkeeper.DuckDB.Loading;
using Lockkeeper.TestProcess.Faults;

namespace Lockkeeper.TestProcess;

/// <summary>
/// Does with a DuckDB file what it is told, a command a line: with Lockkeeper, or as a program that knows nothing of it. Ends
/// when its input ends, so that it does not outlive the test.
/// </summary>
internal sealed class DuckDBVerb(string path)
{
    private DuckDBInstance? _plain;
    private SharedDatabase? _shared;

    private SharedDatabase Shared => _shared ??= DuckDBDatabase.Open(path);

    public async Task<int> RunAsync()
    {
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } command)
        {
            try
            {
                await ExecuteAsync(command.Split(' '));
            }
            catch (Exception error)
            {
                Console.WriteLine($"{error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}");
            }
        }

        return 0;
    }

    private async Task ExecuteAsync(string[] command)
    {
        switch (command)
        {
            case ["open"]:
                _plain = DuckDBInstance.Open(path);
                Console.WriteLine("opened");
                break;
            case ["run", .. string[] sql]:
                using (var instance = DuckDBInstance.Open(path))
                using (DuckDBConnection connection = instance.Connect()) Console.WriteLine($"done {Scalar(connection, string.Join(' ', sql))}");
                break;
            case ["die"]:
                // Nothing is closed.
                Environment.FailFast("as the test wants");
                break;
            case ["close"]:
                _plain?.Dispose();
                if (_shared is not null) await _shared.DisposeAsync();
                Console.WriteLine("closed");
                break;
            case ["count"]:
                Console.WriteLine(await Shared.ReadAsync(connection => Scalar(connection, "SELECT count(*) FROM t")));
                break;
            case ["write", string first, string count]:
                var start = int.Parse(first, CultureInfo.InvariantCulture);
                for (var id = start; id < start + int.Parse(count, CultureInfo.InvariantCulture); id++)
                {
                    await Shared.ExecuteAsync($"INSERT INTO t VALUES ({id}, {Environment.ProcessId})");
                    Console.WriteLine(id);
                }

                Console.WriteLine("written");
                break;
            case ["limit", string bytes]:
                Libc.LimitFileSize(ulong.Parse(bytes, CultureInfo.InvariantCulture));
                Console.WriteLine("limited");
                break;
            case ["load", string file, string table]:
                Console.WriteLine($"loaded {(await Shared.ReadCsvToTableAsync(file, table)).RowsLoaded}");
                break;
            case ["load-and-wait", string file, string table]:
                await Shared.WriteAsync(transaction =>
                {
                    var source = new CsvSource(InputFile.Locate(file, Shared.DatabasePath), new());
                    Console.WriteLine($"loaded {new TableLoad(source, TableName.Parse(table)).Run(transaction.Connection).RowsLoaded}");
                    Console.ReadLine();
                });
                break;
            default:
                Console.WriteLine("unknown");
                break;
        }
    }

    private static object? Scalar(System.Data.Common.DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
