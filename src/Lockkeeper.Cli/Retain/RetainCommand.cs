using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockkeeper.Retention;

namespace Lockkeeper.Cli.Retain;

/// <summary><c>lockkeeper retain</c>: deletes rows that are older than a policy allows.</summary>
internal static class RetainCommand
{
    private const double DefaultTimeout = 30;

    private const string Description = "Deletes rows that are older than a policy allows, in small transactions.";

    private const string Notes =
        """
        POLICY is a JSON file:
          { "batch": 500,
            "rules": [
              { "table": "sessions", "column": "last_seen", "age": "24h" },
              { "table": "visits", "column": "at", "age": "30d", "format": "unix" } ] }

        "format" is how the column holds times: "text" (ISO 8601, the default; in DuckDB
        a date or a timestamp, too), "unix" (seconds since 1970) or "unixms". All rules
        are checked against the tables before anything is deleted. Rows whose time is
        NULL stay. "batch" is the most rows that one transaction deletes; other writers
        come through between them.

        Example:
          lockkeeper retain app.db policy.json --dry-run

        Exit status: 0 if it was done, 3 if the turn was not free in time, 2 if the file
        or the policy cannot be used; then nothing was deleted. It is 2 as well where
        rows of other tables refer to one that is too old; the error says how many rows
        had gone before.
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Argument<string?> database = OpenedFile.CreateArgument();
        var policy = new Argument<string?>("POLICY") { Description = "The file with the age limits.", Arity = ArgumentArity.ZeroOrOne };
        var dryRun = new Option<bool>("--dry-run") { Description = "Count the rows, and delete none." };
        Option<double?> timeout = SecondsOption.Create("--timeout", "How long to wait for each turn; 30 by default.");
        var json = new Option<bool>("--json") { Description = "Print one JSON object a rule." };
        var command = new NotedCommand("retain", Description, Notes) { database, policy, dryRun, timeout, json };
        command.SetAction((parsed, _) =>
        {
            string path = parsed.GetValue(database) ?? throw new UsageException("retain needs a DATABASE and a POLICY; see lockkeeper retain --help.");
            OpenedFile.Require(path);
            RetentionPolicy limits = Load(parsed.GetValue(policy) ?? throw new UsageException("retain needs a POLICY; see lockkeeper retain --help."));
            return OpenedFile.UseAsync(
                path,
                options => options.WriteTimeout = SecondsOption.Limit(parsed.GetValue(timeout), DefaultTimeout),
                (shared, cancellationToken) => RunAsync(shared, limits, parsed.GetValue(dryRun), parsed.GetValue(json), cancellationToken));
        });
        return command;
    }

    private static RetentionPolicy Load(string path)
    {
        try
        {
            return RetentionPolicy.Load(path);
        }
        catch (Exception error) when (error is RetentionPolicyException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException(File.Exists(path) ? error.Message : $"There is no file '{path}'.");
        }
    }

    private static async Task<int> RunAsync(SharedDatabase database, RetentionPolicy policy, bool dryRun, bool json, CancellationToken cancellationToken)
    {
        IReadOnlyList<RetentionProgress> done = dryRun
            ? await policy.CountAsync(database, cancellationToken, "lockkeeper retain")
            : await StepProgress.ShowAsync<RetentionProgress, IReadOnlyList<RetentionProgress>>(
                json, Step, progress => policy.ApplyAsync(database, progress, cancellationToken, "lockkeeper retain"));
        foreach (RetentionProgress rule in done)
        {
            Console.Out.WriteLine(json
                ? JsonSerializer.Serialize(new RetainDocument(rule.Rule.Table, rule.Rule.Column, rule.Rule.Age.TotalSeconds, rule.Rows, !dryRun), RetainJsonContext.Default.RetainDocument)
                : string.Create(CultureInfo.InvariantCulture, $"{rule.Rule.Table}: {rule.Rows:N0} {(rule.Rows == 1 ? "row" : "rows")} older than {Age(rule.Rule.Age)} {(dryRun ? "would go" : "deleted")}."));
        }

        return ExitStatus.Success;
    }

    private static Steps Step(RetentionProgress progress) =>
        new(0, 0, string.Create(CultureInfo.InvariantCulture, $"{progress.Rule.Table}: {progress.Rows:N0} rows deleted"));

    private static string Age(TimeSpan age) => age.TotalDays >= 1 && age.Ticks % TimeSpan.TicksPerDay == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} {(age.TotalDays == 1 ? "day" : "days")}")
        : string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0.##} hours");
}

/// <summary>What <c>--json</c> prints for a rule.</summary>
internal sealed record RetainDocument(string Table, string Column, double AgeSeconds, long Rows, bool Deleted);

/// <summary>Serialises without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RetainDocument))]
internal sealed partial class RetainJsonContext : JsonSerializerContext;
