using System.Globalization;
namespace Lockkeeper.TestProcess.Faults;

/// <summary>
/// Creates one database after the other in a folder, side file and all, writes a row into each and closes it, until it is killed:
/// <c>from</c> is the number of the first, which a killed predecessor may have left half made.
/// </summary>
internal sealed class CycleVerb(Arguments arguments)
{
    public async Task<int> RunAsync()
    {
        var log = new AckLog(arguments["log"]);
        var fuse = new Fuse(arguments, log);
        for (var number = arguments.Number("from", 1); ; number++)
        {
            fuse.Pass("open");
            var path = Path.Combine(arguments["folder"], number.ToString("0000", CultureInfo.InvariantCulture) + arguments.Text("ending", ".db"));
            await using var db = arguments.Open(path);
            await Entries.CreateAsync(db);
            await Entries.WriteAsync(db, 1, arguments.Number("first", 1), number, [], fuse.Pass);
            log.Append('A', arguments.Number("first", 1), number);
            await db.DisposeAsync();
        }
    }
}
