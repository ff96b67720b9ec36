namespace Lockkeeper.Benchmarks;

/// <summary>The command line.</summary>
internal sealed class BenchmarkOptions
{
    public const string Usage = """
        dotnet run -c Release --project bench/Lockkeeper.Benchmarks -- [options]

          --filter ROW       only this row; may be given more than once
          --quick            one repetition with less work: shows that all runs, gives no figures to quote
          --variants         no table: measures the ways of using the driver that were tried
          --directory DIR    where the databases are made (default: the directory for temporary files)
          --json FILE        writes the results as JSON
          --markdown FILE    puts the table between the markers in FILE

        """;

    public List<string> Filters { get; } = [];

    public bool Quick { get; private set; }

    public bool Variants { get; private set; }

    public string Directory { get; private set; } = Path.GetTempPath();

    public string? JsonFile { get; private set; }

    public string? MarkdownFile { get; private set; }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ArgumentException">One of them is not understood; the message says which.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> args, IReadOnlyCollection<string> rows)
    {
        var options = new BenchmarkOptions();
        for (var i = 0; i < args.Count; i++)
        {
            string Value() => i + 1 < args.Count ? args[++i] : throw new ArgumentException($"{args[i]} needs a value.");
            switch (args[i])
            {
                case "--filter": options.Filters.Add(Known(Value(), rows)); break;
                case "--quick": options.Quick = true; break;
                case "--variants": options.Variants = true; break;
                case "--directory": options.Directory = Path.GetFullPath(Value()); break;
                case "--json": options.JsonFile = Value(); break;
                case "--markdown": options.MarkdownFile = Value(); break;
                default: throw new ArgumentException($"'{args[i]}' is not an option.");
            }
        }

        return options;
    }

    private static string Known(string row, IReadOnlyCollection<string> rows) => rows.Contains(row)
        ? row
        : throw new ArgumentException($"There is no row '{row}'. Rows: {string.Join(", ", rows)}.");
}
