namespace Lockkeeper.Writing;

/// <summary>Lets the callers of committed writes go on, each as a pool work item of its own: one may block another otherwise.</summary>
internal static class Acknowledgements
{
    public static void Post(StatementRequest request) => ThreadPool.UnsafeQueueUserWorkItem(request, preferLocal: false);
}
