using Lockkeeper.DuckDB;
using Lockkeeper.DuckDB.Loading;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.DuckDB.Loading;

/// <summary>Readers see the old table or the new one.</summary>
public sealed class AtomicityTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_of_the_process_see_the_old_table_until_the_load_is_committed()
    {
        await using var folder = await LoadFolder.CreateAsync();
        await folder.File.Insert(7);
        var path = folder.Put("a.csv", "name\nnew\n");
        var seen = new List<string>();

        await folder.Db.WriteAsync(
            tx =>
            {
                // Loaded, and not committed.
                var source = new CsvSource(InputFile.Locate(path, folder.Db.DatabasePath), new());
                new TableLoad(source, TableName.Parse("t")).Run(tx.Connection).RowsLoaded.ShouldBe(1);
                seen.AddRange(Task.Run(() => folder.Rows("SELECT id FROM t"), Cancel).GetAwaiter().GetResult());
            },
            Cancel);

        seen.ShouldBe(["7"]);
        (await folder.Rows("SELECT name FROM t")).ShouldBe(["new"]);
    }

    [Fact]
    public async Task Readers_of_another_process_see_one_file_or_the_other_while_they_take_turns()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var few = folder.Copy("few.csv", "SELECT range AS id FROM range(1000)");
        var many = folder.Copy("many.csv", "SELECT range AS id FROM range(2000)");
        await folder.Db.ReadCsvToTableAsync(few, "t", cancellationToken: Cancel);
        using var child = await ChildProcess.StartAsync("duckdb", folder.File.Path);
        var loads = 0;
        child.Tell($"load {many} t");
        var answer = child.AnswerAsync();

        while (loads < 6)
        {
            (await folder.Rows("SELECT count(*) FROM t")).ShouldHaveSingleItem().ShouldBeOneOf("1000", "2000");
            if (!answer.IsCompleted) continue;
            (await answer).ShouldBe(loads % 2 == 0 ? "loaded 2000" : "loaded 1000");
            child.Tell($"load {(++loads % 2 == 0 ? many : few)} t");
            answer = child.AnswerAsync();
        }

        await answer;
    }

    [Fact]
    public async Task A_process_that_is_killed_in_the_middle_of_a_load_leaves_the_table_as_it_was()
    {
        await using var folder = await LoadFolder.CreateAsync();
        await folder.File.Insert(7);
        var path = folder.Copy("a.csv", "SELECT range AS id FROM range(300000)");
        using var child = await ChildProcess.StartAsync("duckdb", folder.File.Path);

        (await child.AskAsync($"load-and-wait {path} t")).ShouldBe("loaded 300000");
        child.Kill();

        (await folder.Rows("SELECT * FROM t")).ShouldBe(["7|0"]);
        (await folder.Db.ReadCsvToTableAsync(path, "t", cancellationToken: Cancel)).RowsLoaded.ShouldBe(300_000);
    }

    [Fact]
    public async Task A_cancelled_load_leaves_the_table_as_it_was()
    {
        await using var folder = await LoadFolder.CreateAsync();
        await folder.File.Insert(7);
        var path = folder.Copy("a.csv", "SELECT range AS id, hash(range) AS v FROM range(2000000)");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var load = Task.Run(() => folder.Db.ReadCsvToTableAsync(path, "t", cancellationToken: cancel.Token), Cancel);

        // Until it holds the turn.
        const string name = nameof(A_cancelled_load_leaves_the_table_as_it_was);
        while (folder.Db.GetStatus().Holder?.Operation != name && !load.IsCompleted) await Task.Yield();
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => load);
        (await folder.Rows("SELECT * FROM t")).ShouldBe(["7|0"]);
    }
}
