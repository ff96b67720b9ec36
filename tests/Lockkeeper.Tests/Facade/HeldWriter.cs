namespace Lockkeeper.Tests.Facade;

/// <summary>A write that keeps the writer busy inside its transaction until it is told to go on: what is written meanwhile queues.</summary>
internal sealed class HeldWriter : IDisposable
{
    private readonly ManualResetEventSlim _goOn;

    private HeldWriter(ManualResetEventSlim goOn, Task write)
    {
        _goOn = goOn;
        Write = write;
    }

    /// <summary>The write; it ends after <see cref="GoOn"/>.</summary>
    public Task Write { get; }

    /// <summary>Starts the write and returns when its code runs.</summary>
    /// <param name="test">The database.</param>
    /// <param name="batch">Whether what queues meanwhile joins its transaction.</param>
    public static Task<HeldWriter> StartAsync(TestDatabase test, bool batch = false) => StartAsync(test.Db, batch);

    /// <inheritdoc cref="StartAsync(TestDatabase, bool)"/>
    public static async Task<HeldWriter> StartAsync(SharedDatabase database, bool batch = false)
    {
        var goOn = new ManualResetEventSlim();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var write = Task.Run(() => database.WriteAsync(
            _ =>
            {
                running.TrySetResult();
                goOn.Wait();
            },
            options: new WriteOptions { Batch = batch },
            operation: "HeldWriter"));
        await running.Task.Within();
        return new HeldWriter(goOn, write);
    }

    /// <summary>Lets the write end.</summary>
    public void GoOn() => _goOn.Set();

    public void Dispose() => GoOn();
}

internal static class Waiting
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    /// <summary>Fails the test instead of hanging it.</summary>
    public static Task Within(this Task task) => task.WaitAsync(Generous, TestContext.Current.CancellationToken);

    /// <inheritdoc cref="Within(Task)"/>
    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Generous, TestContext.Current.CancellationToken);

    /// <summary>The exception that the task ends in.</summary>
    public static async Task<TError> FailsWith<TError>(this Task task)
        where TError : Exception => await Should.ThrowAsync<TError>(() => task.Within());

    /// <summary>The error that the task ends in, which must be of the kind.</summary>
    public static async Task<SharedDatabaseException> FailsWith(this Task task, SharedDatabaseErrorKind kind)
    {
        var error = await task.FailsWith<SharedDatabaseException>();
        error.Kind.ShouldBe(kind, error.Message);
        return error;
    }

    /// <summary>Waits for what happens on another thread and cannot be awaited.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Generous, what);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}
