using FsCheck;
using FsCheck.Fluent;
using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Writing;

/// <summary>Random programs of several workers against a model: exactly what was acknowledged stands, in each worker's order.</summary>
public sealed class RandomProgramTests
{
    private const int Workers = 4;

    public enum Act
    {
        Statement,
        Work,
        AsyncWork,
        OwnTransaction,
        Constraint,
        Syntax,
        Throws,
        Undoes,
        UndoesInWork,
        ViolatesAtCommit,
        CancelledBefore,
        CancelledSoon,
        Unawaited,
    }

    [Fact]
    public void Exactly_what_was_acknowledged_stands_in_the_order_of_each_worker()
    {
        var programs = Gen.Elements(Enum.GetValues<Act>()).Zip(Gen.Choose(0, Workers - 1), (act, worker) => (act, worker)).ArrayOf();

        // Prints the seed and the shrunken program when it fails.
        Prop.ForAll(Arb.From(programs), program => RunAsync(program).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(120));
    }

    private static async Task RunAsync((Act Act, int Worker)[] program)
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Db.RunAsync(Sql.UndoTrigger);
        await test.Db.ExecuteAsync($"CREATE TABLE child(parent REFERENCES t(id) DEFERRABLE INITIALLY DEFERRED)");
        await test.Db.ExecuteAsync($"CREATE TABLE once(v UNIQUE)");
        await test.Db.ExecuteAsync($"INSERT INTO once VALUES (1)");
        var steps = program.Select((step, i) => (step.Act, step.Worker, Value: i)).ToList();
        var workers = Enumerable.Range(0, Workers)
            .Select(worker => Task.Run(() => WorkAsync(test, [.. steps.Where(step => step.Worker == worker)]))).ToList();
        var acknowledged = await Task.WhenAll(workers).WaitAsync(TimeSpan.FromSeconds(60));

        var standing = test.Values<long>();
        for (var worker = 0; worker < Workers; worker++)
            standing.Where(value => program[value].Worker == worker).ShouldBe(acknowledged[worker]);
        standing.Count.ShouldBe(acknowledged.Sum(values => values.Count));
        test.Query<long>("SELECT count(*) FROM child").ShouldBe([0]);
        test.Query<string>("PRAGMA integrity_check").ShouldBe(["ok"]);
    }

    private static async Task<List<long>> WorkAsync(TestDatabase test, List<(Act Act, int Worker, int Value)> steps)
    {
        List<long> acknowledged = [];
        List<(long Value, Task Write)> open = [];
        foreach (var (act, _, value) in steps)
        {
            using var cancel = new CancellationTokenSource();
            if (act == Act.CancelledBefore) await cancel.CancelAsync();
            var write = StartAsync(test, act, value, cancel.Token);
            if (act == Act.CancelledSoon) await cancel.CancelAsync();
            open.Add((value, write));
            if (act == Act.Unawaited) continue;
            foreach (var (one, task) in open)
            {
                if (await SucceedsAsync(task)) acknowledged.Add(one);
            }

            open.Clear();
        }

        foreach (var (one, task) in open)
        {
            if (await SucceedsAsync(task)) acknowledged.Add(one);
        }

        return acknowledged;
    }

    private static Task StartAsync(TestDatabase test, Act act, int value, CancellationToken token) => act switch
    {
        Act.Work or Act.CancelledSoon => test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({value})"), token),
        Act.AsyncWork => test.Db.WriteAsync(async tx =>
        {
            await Task.Yield();
            return tx.Execute($"INSERT INTO t(v) VALUES ({value})");
        }),
        Act.OwnTransaction => test.Db.WriteAsync(
            tx => tx.Execute($"INSERT INTO t(v) VALUES ({value})"), options: new WriteOptions { Batch = false }),
        Act.Constraint => test.Db.ExecuteAsync($"INSERT INTO once VALUES (1)").AsTask(),
        Act.Syntax => test.Db.ExecuteAsync($"INSERT INTO").AsTask(),
        Act.Throws => test.Db.WriteAsync(tx =>
        {
            tx.Execute($"INSERT INTO t(v) VALUES ({value})");
            if (value >= 0) throw new InvalidDataException();
        }),
        Act.Undoes => test.Insert(-1).AsTask(),
        Act.UndoesInWork => test.Db.WriteAsync(tx =>
        {
            tx.Execute($"INSERT INTO t(v) VALUES ({value})");
            tx.Execute($"INSERT INTO t(v) VALUES ({-1})");
        }),
        Act.ViolatesAtCommit => test.Db.WriteAsync(tx =>
        {
            tx.Execute($"INSERT INTO t(v) VALUES ({value})");
            tx.Execute($"INSERT INTO child VALUES ({-99})");
        }),
        _ => test.Insert(value, token).AsTask(),
    };

    private static async Task<bool> SucceedsAsync(Task write)
    {
        try
        {
            await write.WaitAsync(TimeSpan.FromSeconds(60));
            return true;
        }
        catch (Exception error) when (error is not TimeoutException)
        {
            return false;
        }
    }
}
