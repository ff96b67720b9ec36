using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Writing;

public sealed class OrderTests
{
    [Fact]
    public async Task Each_write_of_one_worker_sees_the_one_before()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Insert(0);
        for (var i = 0; i < 200; i++)
        {
            (await test.Db.ExecuteAsync($"UPDATE t SET v = v + 1 WHERE v = {2 * i}")).ShouldBe(1);
            var value = (2 * i) + 1;
            (await test.Db.WriteAsync(tx => tx.Execute($"UPDATE t SET v = v + 1 WHERE v = {value}"))).ShouldBe(1);
        }

        test.Values<long>().ShouldBe([400]);
    }

    [Fact]
    public async Task Writes_stand_in_the_order_in_which_they_were_asked_for()
    {
        await using var test = await TestDatabase.CreateAsync();
        List<Task> writes = [];
        using (test.TakeTurn())
        {
            for (var i = 0; i < 500; i++)
            {
                var value = i;
                writes.Add((i % 4) switch
                {
                    0 => test.Insert(value).AsTask(),
                    1 => test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({value})")),
                    2 => test.Insert(value, options: new WriteOptions { Batch = false }).AsTask(),
                    _ => test.Db.WriteAsync(async tx =>
                    {
                        await Task.Yield();
                        tx.Execute($"INSERT INTO t(v) VALUES ({value})");
                    }),
                });
            }
        }

        await Task.WhenAll(writes).Within();
        test.Values<long>().ShouldBe(Enumerable.Range(0, 500).Select(i => (long)i));
    }

    [Fact]
    public async Task Writes_of_one_caller_keep_their_order_whether_or_not_it_waits_for_them()
    {
        await using var test = await TestDatabase.CreateAsync();
        const int Callers = 8;
        const int Each = 200;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            List<Task> open = [];
            for (var i = 0; i < Each; i++)
            {
                var write = test.Insert((caller * Each) + i).AsTask();
                if (i % 3 == 0) await write;
                else open.Add(write);
            }

            await Task.WhenAll(open);
        }))).Within();
        foreach (var caller in test.Values<long>().GroupBy(value => value / Each)) caller.ShouldBe(caller.Order());
    }
}
