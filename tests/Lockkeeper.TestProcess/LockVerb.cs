using System.Globalization;
using Lockkeeper.Locking;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockkeeper.TestProcess;

/// <summary>
/// Does with a database's side file what it is told, a command a line, and answers each with one line. Ends when its input
/// ends, so that it does not outlive the test.
/// </summary>
internal sealed class LockVerb(string database)
{
    private readonly FairFileLock _lock = FairFileLock.Open(database);
    private SideFile? _door;
    private IPresenceBoard? _board;

    public int Run()
    {
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } command)
        {
            Console.WriteLine(Execute(command.Split(' ')));
        }
        return 0;
    }

    private string Execute(string[] command)
    {
        switch (command)
        {
            case ["acquire", string mode, string seconds]:
                TimeSpan timeout = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture));
                return _lock.Acquire(Enum.Parse<LockMode>(mode), timeout) ? "acquired" : "timeout";
            case ["release"]:
                _lock.Release();
                return "released";
            case ["door"]:
                _door = SideFile.Open(database);
                _door.Locks.Lock(SideFileLayout.Door, 1, LockMode.Exclusive);
                return "in the door";
            case ["show", string operation]:
                _board ??= new PresenceBoard(database, NullLogger.Instance, TimeProvider.System);
                _board.Publish(new BoardState(TurnState.Holding, operation, DateTimeOffset.UtcNow, 1, 2, null, default, null));
                return "shown";
            case ["see"]:
                _board ??= new PresenceBoard(database, NullLogger.Instance, TimeProvider.System);
                return string.Join(' ', _board.Read().Select(entry => entry.ProcessId).Order());
            default:
                return "unknown";
        }
    }
}
