using System.Data.Common;
using System.Globalization;
using Dapper;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Lockkeeper.TestProcess.Ef;

/// <summary>An application on Entity Framework Core, told what to do line by line.</summary>
internal sealed class EfVerb(string database, bool shared)
{
    public async Task<int> RunAsync()
    {
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            try
            {
                switch (line.Split(' '))
                {
                    case ["migrate"]:
                        await MigrateAsync(interceptor: null);
                        Console.WriteLine("migrated");
                        break;
                    case ["migrate-and-stop"]:
                        await MigrateAsync(new StopInTheMiddle());
                        break;
                    case ["insert", var count]:
                        await InsertAsync(int.Parse(count, CultureInfo.InvariantCulture));
                        Console.WriteLine("inserted");
                        break;
                    case ["insert-with-dapper", var count]:
                        await InsertWithDapperAsync(int.Parse(count, CultureInfo.InvariantCulture));
                        Console.WriteLine("inserted");
                        break;
                    default:
                        return 2;
                }
            }
            catch (Exception error) when (error is DbException or DbUpdateException)
            {
                Console.WriteLine($"failed: {(error.InnerException ?? error).Message.ReplaceLineEndings(" ")}");
            }
        }

        return 0;
    }

    private async Task MigrateAsync(IInterceptor? interceptor)
    {
        await using var context = new BuildContext(BuildContext.Options(database, shared, interceptor: interceptor));
        await context.Database.MigrateAsync();
    }

    // Each as a request of its own, eighty at a time.
    private Task InsertAsync(int count)
    {
        DbContextOptions<BuildContext> options = BuildContext.Options(database, shared);
        return Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 80 }, async (number, stop) =>
        {
            await using var context = new BuildContext(options);
            context.Builds.Add(new Build { Name = $"build {number}", Cost = 1.5m });
            await context.SaveChangesAsync(stop);
        });
    }

    private Task InsertWithDapperAsync(int count) => Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 80 }, async (number, stop) =>
    {
        await using DbConnection connection = shared
            ? new SharedSqliteConnection($"Data Source={database};Default Timeout=30")
            : new SqliteConnection($"Data Source={database};Default Timeout=1;Pooling=False");
        await connection.OpenAsync(stop);
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO Builds(Name, Cost) VALUES (@Name, @Cost)", new { Name = $"build {number}", Cost = "1.5" }, cancellationToken: stop));
    });

    private sealed class StopInTheMiddle : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("after_it", StringComparison.Ordinal))
            {
                Console.WriteLine("in the middle");
                Console.ReadLine();
            }

            return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
        }
    }
}
