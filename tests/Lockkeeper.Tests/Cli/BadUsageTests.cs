namespace Lockkeeper.Tests.Cli;

/// <summary>Each gets one sentence on the error output, nothing on the output, status 2, and leaves all as it was.</summary>
public sealed class BadUsageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("lockkeeper: --processes must be a whole number from 1 to 256, not '0'.", "--processes", "0")]
    [InlineData("lockkeeper: --processes must be a whole number from 1 to 256, not '-4'.", "--processes", "-4")]
    [InlineData("lockkeeper: --workers must be a whole number from 1 to 10,000, not '1e3'.", "--workers", "1e3")]
    [InlineData("lockkeeper: --writes must be a whole number from 1 to 1,000,000,000, not '-1'.", "--writes=-1")]
    [InlineData("lockkeeper: --writes must be a whole number from 1 to 1,000,000,000, not '99999999999'.", "--writes", "99999999999")]
    [InlineData("lockkeeper: --workload must be visits or topics or builds or transfers or sync or assets, not 'visitors'.", "--workload", "visitors")]
    [InlineData("lockkeeper: --strategy must be naive or wal or immediate or retry or semaphore or lockkeeper or filelock or all, not 'waltz'.", "--strategy", "wal,waltz")]
    [InlineData("lockkeeper: --num must be a whole number from 1 to 10,000, not '0'.", "--workload", "builds", "--num", "0")]
    [InlineData("lockkeeper: --sleep must be a number of seconds from 0 to 3,600, not '-1'.", "--workload", "builds", "--sleep=-1")]
    [InlineData("lockkeeper: --delay must be a number of seconds from 0 to 3,600, not 'long'.", "--workload", "builds", "--delay", "long")]
    [InlineData("lockkeeper: --access must be native or adonet or dapper or efcore, not 'nhibernate'.", "--workload", "builds", "--access", "nhibernate")]
    [InlineData("lockkeeper: --num, --sleep, --delay, --atomic-requests and --access go with the workload builds.", "--engine", "duckdb", "--access", "dapper")]
    [InlineData("lockkeeper: --journal must be delete or wal, not 'memory'.", "--workload", "builds", "--journal", "memory")]
    [InlineData("lockkeeper: --num, --sleep, --delay, --atomic-requests and --access go with the workload builds.", "--workload", "topics", "--atomic-requests")]
    [InlineData("lockkeeper: --processes does not go with the workload builds: it has a web site, its client and a loader.", "--workload", "builds", "--processes", "4")]
    [InlineData("lockkeeper: --report . is a directory; name a file.", "--report", ".")]
    [InlineData("lockkeeper: --processes must be at least 2 for the workload sync.", "--workload", "sync", "--processes", "1")]
    [InlineData("lockkeeper: --limit must be a whole number from 1 to 3,600, not '0'.", "--limit", "0")]
    [InlineData("lockkeeper: DATABASE goes with one strategy: several are run on a fresh temporary file each.", "any.db", "--strategy", "wal,lockkeeper")]
    [InlineData("lockkeeper: --durability must be normal or full, not 'max'.", "--durability", "max")]
    [InlineData("lockkeeper: --input goes with the workload visits; topics makes its own work.", "--workload", "topics", "--input", "any.log")]
    [InlineData("lockkeeper: --engine must be sqlite or duckdb, not 'oracle'.", "--engine", "oracle")]
    [InlineData("lockkeeper: --workload topics is not of this engine: --engine sqlite has visits, topics, builds, transfers, sync; --engine duckdb has visits, assets.", "--engine", "duckdb", "--workload", "topics")]
    [InlineData("lockkeeper: --workload assets is not of this engine: --engine sqlite has visits, topics, builds, transfers, sync; --engine duckdb has visits, assets.", "--workload", "assets")]
    [InlineData("lockkeeper: --strategy wal is not of this engine: --engine sqlite has naive, wal, immediate, retry, semaphore, lockkeeper; --engine duckdb has naive, retry, filelock, lockkeeper.", "--engine", "duckdb", "--strategy", "naive,wal")]
    [InlineData("lockkeeper: --strategy filelock is not of this engine: --engine sqlite has naive, wal, immediate, retry, semaphore, lockkeeper; --engine duckdb has naive, retry, filelock, lockkeeper.", "--strategy", "filelock")]
    [InlineData("lockkeeper: --journal goes with --engine sqlite.", "--engine", "duckdb", "--journal", "wal")]
    [InlineData("lockkeeper: --durability normal does not go with --engine duckdb: DuckDB syncs its log at every commit.", "--engine", "duckdb", "--durability", "normal")]
    [InlineData("lockkeeper: --workers does not go with the workload assets: each process makes one table at a time.", "--engine", "duckdb", "--workload", "assets", "--workers", "2")]
    [InlineData("lockkeeper: --rows must be a whole number from 6 to 100,000,000, not '5'.", "--engine", "duckdb", "--workload", "assets", "--rows", "5")]
    [InlineData("lockkeeper: --rows goes with the workload assets.", "--engine", "duckdb", "--rows", "600")]
    [InlineData("lockkeeper: --input goes with the workload visits; assets makes its own work.", "--engine", "duckdb", "--workload", "assets", "--input", "any.log")]
    [InlineData("lockkeeper: There is no option --proceses; see lockkeeper stress --help.", "--proceses")]
    [InlineData("lockkeeper: 'two.db' is not understood; see lockkeeper --help.", "one.db", "two.db")]
    [InlineData("lockkeeper: Required argument missing for option: '--workers'.", "--workers")]
    public async Task A_command_line_that_makes_no_sense(string sentence, params string[] arguments) =>
        Refused(await ToolProcess.RunAsync(["stress", .. arguments]), sentence);

    [Fact]
    public async Task An_unknown_command() => Refused(await ToolProcess.RunAsync("stres"), "lockkeeper: 'stres' is not understood; see lockkeeper --help.");

    [Fact]
    public async Task An_input_that_does_not_exist()
    {
        string path = Path.Combine(_folder.FullName, "none.log");
        Refused(await ToolProcess.RunAsync("stress", "--input", path), $"lockkeeper: --input {path} does not exist.");
    }

    [Fact]
    public async Task An_input_that_is_a_directory() =>
        Refused(await ToolProcess.RunAsync("stress", "--input", _folder.FullName), $"lockkeeper: --input {_folder.FullName} is a directory; name an access log.");

    [Fact]
    public async Task An_input_without_a_single_request()
    {
        string path = Write("notes.txt", "one\ntwo\n");
        ToolResult result = await ToolProcess.RunAsync("stress", "--input", path);
        Refused(result, null);
        result.Error.ShouldStartWith($"lockkeeper: --input {path} has no line in the combined log format");
    }

    [Fact]
    public async Task An_input_that_can_be_read_only_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It names a file of Linux.");
        Refused(await ToolProcess.RunAsync("stress", "--input", "/dev/stdin"), "lockkeeper: --input /dev/stdin cannot be read: it is a pipe or a device, not a file.");
    }

    [Fact]
    public async Task A_database_that_is_a_directory() =>
        Refused(await ToolProcess.RunAsync("stress", _folder.FullName), $"lockkeeper: {_folder.FullName} is a directory; name a database file.");

    [Fact]
    public async Task A_database_in_a_directory_that_does_not_exist()
    {
        string folder = Path.Combine(_folder.FullName, "none");
        string path = Path.Combine(folder, "some.db");
        Refused(await ToolProcess.RunAsync("stress", path), $"lockkeeper: {path} cannot be created: there is no directory {folder}.");
    }

    [Fact]
    public async Task A_database_where_nothing_can_be_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It names a file system of Linux.");
        Refused(await ToolProcess.RunAsync("stress", "/proc/some.db"), null);
    }

    [Fact]
    public async Task A_file_that_is_no_database_stays_as_it_is()
    {
        string text = new('x', 5_000);
        string path = Write("letter.txt", text);
        Refused(
            await ToolProcess.RunAsync("stress", path),
            $"lockkeeper: {path} cannot be read as an SQLite database: it is another kind of file, or encrypted.");
        File.ReadAllText(path).ShouldBe(text);
        _folder.GetFileSystemInfos().Length.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_command_the_help_is_shown()
    {
        ToolResult result = await ToolProcess.RunAsync();
        result.Status.ShouldBe(2);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldContain("lockkeeper [command] [options]");
        result.Error.ShouldContain("stress");
        result.Error.ShouldNotContain("stress-worker");
    }

    private static void Refused(ToolResult result, string? sentence)
    {
        result.Status.ShouldBe(2);
        result.Output.ShouldBeEmpty();
        result.Error.Trim().Split('\n').Length.ShouldBe(1, result.Error);
        if (sentence is not null) result.Error.Trim().ShouldBe(sentence);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
