using System.Diagnostics;
using System.Text;

namespace Lockkeeper.TestProcess.Faults;

/// <summary>
/// What this process was told about its writes, outside the database: a line a write, one <c>write(2)</c> to a file opened for
/// appending, so that a line that was written stays whatever kills the process. No sync: the machine stays up.
/// </summary>
internal sealed class AckLog(string path)
{
    private readonly int _descriptor = Libc.OpenForAppend(path);

    /// <summary>
    /// A: acknowledged. F: failed, so it must not stand. U: outcome unknown, so it may. K: the process is about to kill itself.
    /// R: a read failed. X: a read saw what must not be.
    /// </summary>
    public void Append(char what, long worker, long sequence, string detail = "") =>
        Libc.Append(_descriptor, Encoding.UTF8.GetBytes($"{what} {worker} {sequence} {Stopwatch.GetTimestamp()} {detail.ReplaceLineEndings(" ")}\n"));
}
