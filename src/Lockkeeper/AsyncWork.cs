namespace Lockkeeper;

/// <summary>Keeps asynchronous work from being taken for synchronous work that returns a task.</summary>
internal static class AsyncWork
{
    /// <summary>
    /// Throws when <typeparamref name="T"/> is a task: its code would go on after the transaction or the snapshot is over.
    /// </summary>
    public static void Refuse<T>(string method)
    {
        if (!typeof(Task).IsAssignableFrom(typeof(T)) && typeof(T) != typeof(ValueTask) && !IsValueTask(typeof(T))) return;
        throw new ArgumentException(
            $"The work given to {method} returns a {typeof(T).Name}, which would go on after its transaction is over. "
            + "Give it an async lambda, or a method that returns Task or Task<T>, so that it is awaited inside.");
    }

    private static bool IsValueTask(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>);
}
