using Lockkeeper.Sqlite;

namespace Lockkeeper.Tests.Sqlite;

public sealed class OptionsTests
{
    public static TheoryData<string, string, Action<SqliteDatabaseOptions>> OutOfRange => new()
    {
        { "WriteTimeout", "1 ms to 1 day", o => o.WriteTimeout = TimeSpan.Zero },
        { "ReadTimeout", "1 ms to 1 day", o => o.ReadTimeout = TimeSpan.FromDays(2) },
        { "Durability", "Normal or Full", o => o.Durability = (Durability)7 },
        { "MaxReaders", "1 to 1,000", o => o.MaxReaders = 0 },
        { "TurnSlice", "0 to 10 s", o => o.TurnSlice = TimeSpan.FromSeconds(-1) },
        { "MaxBatch", "1 to 1,000,000", o => o.MaxBatch = 0 },
        { "MaxQueuedWrites", "1 to 10,000,000", o => o.MaxQueuedWrites = -5 },
        { "MaxWriteDuration", "10 ms to 1 day", o => o.MaxWriteDuration = TimeSpan.FromMilliseconds(1) },
        { "MaxReadDuration", "10 ms to 1 day", o => o.MaxReadDuration = TimeSpan.MaxValue },
        { "Retry.MaxRetries", "0 to 100", o => o.Retry.MaxRetries = 101 },
        { "Retry.BaseDelay", "more than 0", o => o.Retry.BaseDelay = TimeSpan.Zero },
        { "Retry.MaxDelay", "at least BaseDelay", o => o.Retry.MaxDelay = TimeSpan.FromMilliseconds(1) },
        { "CacheSize", "64 KB to 64 GB", o => o.CacheSize = 1 },
        { "CheckpointPages", "1 to 1,000,000", o => o.CheckpointPages = 0 },
        { "MaxWalSize", "64 KB to 1 TB", o => o.MaxWalSize = 0 },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_refused_with_the_options_name_and_range(
        string name, string range, Action<SqliteDatabaseOptions> change)
    {
        var options = new SqliteDatabaseOptions();
        change(options);
        var error = Should.Throw<ArgumentOutOfRangeException>(() => options.Freeze());
        error.ParamName.ShouldBe(name);
        error.Message.ShouldContain(range);
    }

    [Fact]
    public void A_missing_value_is_refused_by_name() =>
        Should.Throw<ArgumentNullException>(() => new SqliteDatabaseOptions { LoggerFactory = null! }.Freeze())
            .ParamName.ShouldBe("LoggerFactory");

    [Fact]
    public void The_defaults_are_in_range() => new SqliteDatabaseOptions().Freeze().CacheSize.ShouldBe(64 << 20);

    [Fact]
    public void A_frozen_copy_is_out_of_reach_of_later_changes_and_leaves_nothing_out()
    {
        var options = new SqliteDatabaseOptions
        {
            WriteTimeout = TimeSpan.FromSeconds(1),
            ReadTimeout = TimeSpan.FromSeconds(2),
            Durability = Durability.Full,
            MaxReaders = 3,
            TurnSlice = TimeSpan.FromMilliseconds(4),
            MaxBatch = 5,
            MaxQueuedWrites = 6,
            MaxWriteDuration = TimeSpan.FromSeconds(7),
            MaxReadDuration = TimeSpan.FromSeconds(8),
            TimeProvider = NSubstitute.Substitute.For<TimeProvider>(),
            CacheSize = 1 << 20,
            CheckpointPages = 9,
            MaxWalSize = 1 << 21,
            AllowNetworkFileSystem = true,
            ForeignKeys = false,
        };
        options.Retry.MaxRetries = 10;
        options.Pragmas["mmap_size"] = "0";

        var frozen = options.Freeze();
        foreach (var property in typeof(SqliteDatabaseOptions).GetProperties().Where(p => p.CanWrite && p.Name != "Retry"))
        {
            property.GetValue(frozen).ShouldBe(property.GetValue(options), property.Name);
        }

        options.Retry.MaxRetries = 99;
        options.Pragmas.Clear();
        frozen.Retry.MaxRetries.ShouldBe(10);
        frozen.Pragmas.ShouldContainKeyAndValue("mmap_size", "0");
    }

    [Theory]
    [InlineData("journal_mode", "DELETE", "always WAL")]
    [InlineData("SYNCHRONOUS", "OFF", "Durability")]
    [InlineData("busy_timeout", "5000", "WriteTimeout")]
    [InlineData("a; DROP TABLE t", "1", "letters, digits")]
    [InlineData("mmap_size", "1; DROP TABLE t", "a number or a word")]
    [InlineData("mmap_size", "", "a number or a word")]
    public void A_pragma_that_is_not_the_callers_to_set_is_refused(string name, string value, string advice)
    {
        var options = new SqliteDatabaseOptions();
        options.Pragmas[name] = value;
        Should.Throw<ArgumentException>(() => options.Freeze()).Message.ShouldContain(advice);
    }
}
