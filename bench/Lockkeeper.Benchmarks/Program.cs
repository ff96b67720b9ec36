using System.Diagnostics;
using Lockkeeper.Benchmarks;
using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Benchmarks.Output;
using Lockkeeper.Benchmarks.Processes;
using Lockkeeper.Benchmarks.Rows;
using Lockkeeper.Sqlite;

SqliteLibrary.UseNewest();
if (args is [ChildProgram.Verb, var order]) return await ChildProgram.RunAsync(order);

BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Parse(args, [.. AllRows.InOrder.Select(row => row.Name)]);
}
catch (ArgumentException exception)
{
    await Console.Error.WriteLineAsync(exception.Message + "\n\n" + BenchmarkOptions.Usage);
    return 2;
}

try
{
    var start = Stopwatch.GetTimestamp();
    var machine = Machine.Describe(options.Directory);
    var context = new RowContext(new Measurement(options.Directory), options.Quick);
    IReadOnlyList<IRow> rows = options.Variants ? [new Variants()]
        : [.. AllRows.InOrder.Where(row => options.Filters.Count == 0 || options.Filters.Contains(row.Name))];

    var results = new List<ReportedRow>();
    foreach (var row in rows)
    {
        await Console.Error.WriteLineAsync($"{row.Name}: {row.Work} …");
        results.Add(new(row.Name, row.Work, row.Run(context)));
    }

    var report = new Report(
        TimeProvider.System.GetUtcNow(), machine, options.Quick, rows.Count == AllRows.InOrder.Count, Stopwatch.GetElapsedTime(start).TotalSeconds, results);
    ConsoleOutput.Print(report);
    if (options.JsonFile is { } json) JsonOutput.Write(json, report);
    if (options.MarkdownFile is { } markdown) MarkdownOutput.Insert(markdown, report);
    return 0;
}
catch (Exception exception)
{
    // Caught so that the scratch files are deleted on the way: an unhandled exception ends the process without that.
    await Console.Error.WriteLineAsync("The run failed, and its figures are worth nothing.\n" + exception);
    return 1;
}
