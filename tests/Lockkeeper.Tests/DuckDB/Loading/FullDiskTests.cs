using System.Diagnostics;
using Lockkeeper.DuckDB;
using Lockkeeper.Tests.DuckDB.Engine;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.DuckDB.Loading;

public sealed class FullDiskTests
{
    private const string Rows = "SELECT range AS id, md5(range::VARCHAR) AS v FROM range(500000)";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_may_not_grow_keeps_its_table_and_is_loaded_when_it_may()
    {
        await using var folder = await LoadFolder.CreateAsync();
        await folder.File.Insert(7);
        var path = folder.Copy("a.csv", Rows);
        using var child = await ChildProcess.StartAsync("duckdb", folder.File.Path);
        await child.AskAsync("limit 3000000");

        var answer = await child.AskAsync($"load {path} t");

        answer.ShouldNotBeNull().ShouldStartWith("SharedDatabaseException");
        answer.ShouldContain("File too large");
        (await folder.Rows("SELECT id FROM t")).ShouldBe(["7"]);
        await child.AskAsync("limit 1000000000");
        (await child.AskAsync($"load {path} t")).ShouldBe("loaded 500000");
        (await folder.Rows("SELECT count(*) FROM t")).ShouldBe(["500000"]);
    }

    [Fact]
    public async Task A_full_disk_keeps_the_table_and_says_what_to_do()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var path = folder.Copy("a.csv", Rows);
        var disk = Directory.CreateDirectory(folder.File.In("disk")).FullName;
        if (!Run("mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", disk)) Assert.Skip("This user may not mount a small disk.");
        try
        {
            await using (var db = DuckDBDatabase.Open(Path.Combine(disk, "b.duckdb")))
            {
                await db.ExecuteAsync($"CREATE TABLE t AS SELECT 7 AS id", Cancel);

                var error = await Should.ThrowAsync<SharedDatabaseException>(() => db.ReadCsvToTableAsync(path, "t", cancellationToken: Cancel));

                error.Kind.ShouldBe(SharedDatabaseErrorKind.DiskFull);
                (await db.ReadAsync(connection => DuckFile.Query(connection, "SELECT id FROM t"), Cancel)).ShouldBe([7]);
                Run("mount", "-o", "remount,size=100m", disk).ShouldBeTrue();
                (await db.ReadCsvToTableAsync(path, "t", cancellationToken: Cancel)).RowsLoaded.ShouldBe(500_000);
            }
        }
        finally
        {
            Run("umount", "-l", disk);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
