using System.CommandLine;
using System.Globalization;

namespace Lockkeeper.Cli.Backup;

/// <summary><c>lockkeeper backup</c>: a copy of a file while its writers go on, once or again and again.</summary>
internal static class BackupCommand
{
    private const double DefaultTimeout = 30;
    private const int MostKept = 10_000;

    private const string Description = "Copies a database in use as it is at one moment, and checks the copy.";

    private const string Notes =
        """
        The copy is the database at one moment, complete in itself: no WAL belongs to
        it. It is written under another name, checked page by page, flushed to the disk
        and renamed, so that what has the name is always whole. Meanwhile the WAL of a
        SQLite database grows by what is written. Writers of a DuckDB file wait until it
        is copied, table by table and in one snapshot; readers do not.

        With --every, a copy is made now and each time that long after the last one
        began, at most 30d, until the tool is ended: FILE with the time in its name, so
        that copy.db becomes copy-20260131T120000Z.db. --keep deletes the oldest of
        these.

        Example:
          lockkeeper backup app.db /backups/app.db
          lockkeeper backup app.db /backups/app.db --every 1h --keep 24

        Exit status: 0 if the copy was made, or was ended while it waited for the next
        one; 3 if the file was not free in time; 2 if the file cannot be used, or the
        copy cannot be written or is not sound. A later copy of --every that cannot be
        made is told, and the next one is made; 1 if it was the last.
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Argument<string?> database = OpenedFile.CreateArgument();
        var file = new Argument<string?>("FILE") { Description = "The copy; its directory must exist.", Arity = ArgumentArity.ZeroOrOne };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace a FILE that is there already." };
        Option<TimeSpan?> every = DurationOption.Create("--every", "Make a copy again and again, this long apart.");
        Option<int?> keep = NumberOption.Create("--keep", 1, MostKept, "How many copies of --every to keep; all by default.");
        Option<double?> timeout = SecondsOption.Create("--timeout", "How long to wait for a lock; 30 by default.");
        var json = new Option<bool>("--json") { Description = "Print one JSON object a copy." };
        var command = new NotedCommand("backup", Description, Notes) { database, file, overwrite, every, keep, timeout, json };
        command.SetAction((parsed, _) =>
        {
            string path = parsed.GetValue(database) ?? throw new UsageException("backup needs a DATABASE and a FILE; see lockkeeper backup --help.");
            string copy = parsed.GetValue(file) ?? throw new UsageException("backup needs a FILE to copy to; see lockkeeper backup --help.");
            if (copy.Length == 0) throw new UsageException("FILE is empty; name the copy.");
            if (parsed.GetValue(keep) is not null && parsed.GetValue(every) is null) throw new UsageException("--keep goes with --every.");
            if (parsed.GetValue(overwrite) && parsed.GetValue(every) is not null) throw new UsageException("--overwrite does not go with --every, whose copies have a name each.");
            // Before the database is opened, which switches it to WAL: a slip of the pen changes nothing.
            OpenedFile.Require(path);
            RequireRoom(copy, overwrite: parsed.GetValue(overwrite) || parsed.GetValue(every) is not null);
            Action<BackupResult> tell = parsed.GetValue(json) ? result => Console.Out.WriteLine(BackupJson.Render(result)) : Tell;
            TimeSpan limit = SecondsOption.Limit(parsed.GetValue(timeout), DefaultTimeout);
            return OpenedFile.UseAsync(path, options => options.WriteTimeout = options.ReadTimeout = limit, (shared, cancellationToken) => parsed.GetValue(every) is { } pause
                ? new Rotation(shared, copy, pause, parsed.GetValue(keep), tell, Fail, parsed.GetValue(json)).RunAsync(cancellationToken)
                : OnceAsync(shared, copy, parsed.GetValue(overwrite), parsed.GetValue(json), tell, cancellationToken));
        });
        return command;
    }

    private static async Task<int> OnceAsync(SharedDatabase database, string path, bool overwrite, bool silent, Action<BackupResult> tell, CancellationToken cancellationToken)
    {
        tell(await CopyProgress.ShowAsync(silent, progress => database.BackupAsync(path, new BackupOptions { Overwrite = overwrite }, progress, cancellationToken, "lockkeeper backup")));
        return ExitStatus.Success;
    }

    private static void RequireRoom(string file, bool overwrite)
    {
        string path = Path.GetFullPath(file);
        string folder = Path.GetDirectoryName(path) ?? path;
        if (!Directory.Exists(folder)) throw new UsageException($"The directory '{folder}' does not exist. Create it first.");
        if (Directory.Exists(path)) throw new UsageException($"'{path}' is a directory. Give the name of a file in it.");
        if (!overwrite && File.Exists(path)) throw new UsageException($"'{path}' is there already. Give the backup another name, or use --overwrite.");
    }

    private static void Fail(string reason) => Console.Error.WriteLine($"lockkeeper: {reason}");

    private static void Tell(BackupResult result) => Console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Path}: {ByteSize.Text(result.Bytes)}, checked; the state of {result.SnapshotAt:yyyy-MM-dd HH:mm:ss}Z, copied in {result.SnapshotHeld.TotalSeconds:0.0} s."));
}
