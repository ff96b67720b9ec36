using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockkeeper.Cli.Who;
using Lockkeeper.Engines;
using Lockkeeper.Sqlite;

namespace Lockkeeper.Cli.Checkpoint;

/// <summary><c>lockkeeper checkpoint</c>: puts the WAL into the database.</summary>
internal static class CheckpointCommand
{
    private const double DefaultTimeout = 30;

    private const string Description = "Puts what is in a file's WAL into the database, in turn.";

    private const string Notes =
        """
        Lockkeeper's programs do so by themselves as they write. This is for a file that
        others write without ever checkpointing, or before it is copied by other means.

        Example:
          lockkeeper checkpoint app.db

        Exit status: 0 if the WAL is empty now, 3 if a reader holds it back or the turn
        was not free in time, 2 if the file cannot be used.
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Argument<string?> database = OpenedFile.CreateArgument();
        Option<double?> timeout = SecondsOption.Create("--timeout", "How long to wait for the turn; 30 by default.");
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new NotedCommand("checkpoint", Description, Notes) { database, timeout, json };
        command.SetAction((parsed, _) => OpenedFile.UseAsync(
            parsed.GetValue(database) ?? throw new UsageException("checkpoint needs a DATABASE; see lockkeeper checkpoint --help."),
            _ => { },
            (shared, cancellationToken) => RunAsync(shared, SecondsOption.Limit(parsed.GetValue(timeout), DefaultTimeout), parsed.GetValue(json), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(SharedDatabase database, TimeSpan timeout, bool json, CancellationToken cancellationToken)
    {
        CheckpointReport report = await database.CheckpointAsync(timeout, cancellationToken);
        if (json)
        {
            var document = new CheckpointDocument(database.DatabasePath, report.WalBytes, report.WalPages, report.CheckpointedPages, report.HeldBack);
            Console.Out.WriteLine(JsonSerializer.Serialize(document, CheckpointJsonContext.Default.CheckpointDocument));
        }
        else
        {
            Console.Out.WriteLine(report.HeldBack
                ? string.Create(CultureInfo.InvariantCulture, $"{report.CheckpointedPages:N0} of {report.WalPages:N0} pages are in the database; {Readers(database)} holds the rest back.")
                : "All is in the database, and the WAL is empty.");
        }

        return report.HeldBack ? ExitStatus.Held : ExitStatus.Success;
    }

    private static string Readers(SharedDatabase database)
    {
        string[] readers =
        [
            .. SqliteDatabase.Observe(database.DatabasePath).Processes
                .Where(process => process.ProcessId != Environment.ProcessId && (process.Locks.Contains("read") || process.Board?.OldestReadSince is not null))
                .Select(WhoText.Identity),
        ];
        return readers.Length == 0 ? "a reader that is gone now" : string.Join(" or ", readers);
    }
}

/// <summary>What <c>--json</c> prints.</summary>
internal sealed record CheckpointDocument(string Database, long WalBytes, int WalPages, int CheckpointedPages, bool HeldBack);

/// <summary>Serialises without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CheckpointDocument))]
internal sealed partial class CheckpointJsonContext : JsonSerializerContext;
