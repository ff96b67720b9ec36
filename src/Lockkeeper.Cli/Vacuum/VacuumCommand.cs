using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Lockkeeper.Cli.Vacuum;

/// <summary><c>lockkeeper vacuum</c>: gives a file's free pages back.</summary>
internal static class VacuumCommand
{
    private const double DefaultTimeout = 30;

    private const string Description = "Gives a SQLite file's free pages back to the file system.";

    private const string Notes =
        """
        A few pages in each turn, so that writers come through between them. The file
        must be one with auto_vacuum=incremental; --full makes it one: it writes the
        whole file anew in one turn, which all other writers wait for, and needs as much
        room again on the disk.

        DuckDB gives free blocks back by itself, as it checkpoints; its files are refused.

        Example:
          lockkeeper vacuum app.db
          lockkeeper vacuum app.db --full --timeout 300

        Exit status: 0 if it was done, 3 if the turn was not free in time, 2 if the file
        cannot be used or is not made for it.
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Argument<string?> database = OpenedFile.CreateArgument();
        var full = new Option<bool>("--full") { Description = "Write the whole file anew; all other writers wait." };
        Option<double?> timeout = SecondsOption.Create("--timeout", "How long to wait for each turn; 30 by default.");
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new NotedCommand("vacuum", Description, Notes) { database, full, timeout, json };
        command.SetAction((parsed, _) => OpenedFile.UseAsync(
            parsed.GetValue(database) ?? throw new UsageException("vacuum needs a DATABASE; see lockkeeper vacuum --help."),
            // A whole file takes as long as it takes.
            options => options.MaxWriteDuration = TimeSpan.FromDays(1),
            (shared, cancellationToken) => RunAsync(
                shared, parsed.GetValue(full), SecondsOption.Limit(parsed.GetValue(timeout), DefaultTimeout), parsed.GetValue(json), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(SharedDatabase database, bool full, TimeSpan timeout, bool json, CancellationToken cancellationToken)
    {
        long before = Size(database);
        if (full) await RewriteAsync(database, timeout, json, cancellationToken);
        else await StepProgress.ShowAsync<VacuumProgress, long>(json, Step, progress => database.VacuumAsync(timeout, progress, cancellationToken));
        long after = Size(database);
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(new VacuumDocument(database.DatabasePath, before, after), VacuumJsonContext.Default.VacuumDocument));
        else Console.Out.WriteLine(after < before ? $"{ByteSize.Text(before)} became {ByteSize.Text(after)}." : $"There was nothing to give back: {ByteSize.Text(after)}.");
        return ExitStatus.Success;
    }

    private static async Task RewriteAsync(SharedDatabase database, TimeSpan timeout, bool silent, CancellationToken cancellationToken)
    {
        Task work = database.RewriteAsync(timeout, cancellationToken);
        if (silent || Console.IsErrorRedirected) await work;
        else await Terminal.Error().Status().StartAsync("writing the file anew", _ => work);
    }

    private static Steps Step(VacuumProgress progress)
    {
        long all = progress.FreedPages + progress.FreePages;
        return new Steps(progress.FreedPages, all, string.Create(CultureInfo.InvariantCulture, $"{progress.FreedPages:N0} of {all:N0} pages given back"));
    }

    // What the file holds: the size of the file itself lags behind until the checkpoint. stat opens nothing.
    private static long Size(SharedDatabase database) => new FileInfo(database.DatabasePath).Length;
}

/// <summary>What <c>--json</c> prints.</summary>
internal sealed record VacuumDocument(string Database, long BytesBefore, long BytesAfter);

/// <summary>Serialises without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(VacuumDocument))]
internal sealed partial class VacuumJsonContext : JsonSerializerContext;
