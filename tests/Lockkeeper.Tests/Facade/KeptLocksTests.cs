using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Facade;

/// <summary>
/// Closing any descriptor of a file drops all POSIX locks that the process has on it
/// (https://sqlite.org/howtocorrupt.html, 2.2): nothing of ours may open the database's files past SQLite.
/// </summary>
public sealed class KeptLocksTests
{
    [Fact]
    public async Task Nothing_that_is_done_with_a_database_drops_the_locks_that_its_process_has_on_the_file()
    {
        await using var test = await TestDatabase.CreateAsync(options =>
        {
            options.WriteTimeout = TimeSpan.FromMilliseconds(200);
            options.Retry.MaxRetries = 1;
        });
        using var other = new SqliteConnection($"Data Source={test.Path};Pooling=False");
        other.Open();
        Run(other, "BEGIN IMMEDIATE; INSERT INTO t(v) VALUES (1)");
        LocksOnTheLogOf(test.Path).ShouldBe(1, "the write lock of this process");

        // Opened by another name, read, refused, asked for its state, and closed.
        var link = test.Path + ".link";
        File.CreateSymbolicLink(link, test.Path);
        await using (var again = SqliteDatabase.Open(link))
        {
            (await again.ReadAsync(connection => connection.State)).ShouldBe(System.Data.ConnectionState.Open);
            again.GetStatus().ShouldNotBeNull();
        }

        await test.Insert(2).AsTask().FailsWith(SharedDatabaseErrorKind.WriteTimeout);
        test.Db.GetStatus().ShouldNotBeNull();
        await test.Db.DisposeAsync();

        LocksOnTheLogOf(test.Path).ShouldBe(1, "still the write lock of this process");
        Run(other, "COMMIT");
        LocksOnTheLogOf(test.Path).ShouldBe(0, "what the kernel shows is what SQLite holds");
        test.Reopen();
        test.Values<long>().ShouldBe([1]);
    }

    // The write locks of this process on the byte of the -shm file that stands for "writes now" (https://sqlite.org/walformat.html).
    private static int LocksOnTheLogOf(string path)
    {
        const string WriteByte = "120";
        var shm = path + "-shm";
        var inode = Stat(shm);
        return File.ReadLines("/proc/locks")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(words => words is [_, "POSIX", _, "WRITE", var process, var file, WriteByte, _]
                && process == Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)
                && file.EndsWith($":{inode}", StringComparison.Ordinal));
    }

    // By another process: this one must not open the file either.
    private static string Stat(string path)
    {
        using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%i", path]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var inode = stat.StandardOutput.ReadToEnd().Trim();
        stat.WaitForExit();
        return inode;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
