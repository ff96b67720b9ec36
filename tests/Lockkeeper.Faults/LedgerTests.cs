using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults;

/// <summary>The rig's own judge: it must find each kind of wrong that the other tests rely on it to find.</summary>
public sealed class LedgerTests(ITestOutputHelper output) : FaultTest(output)
{
    private const string Sound = "(1, 1, 0), (2, 1, 0), (1, 2, 0)";

    [Fact]
    public void Log_and_file_that_agree_are_accepted_and_one_write_more_than_was_heard_of()
    {
        Set("A 1 1 5\nA 2 1 6\nF 2 2 7 WriteTimeout late\nA 1 2 8\nA 1 3 9\nU 1 4 10\n", Sound + ", (1, 3, 0), (1, 4, 0), (1, 5, 0)");

        Verify().Acknowledged.ShouldBe(4);
    }

    [Theory]
    [InlineData("A 1 1 5\nA 2 1 6\nA 1 2 8\nA 1 3 9\n", Sound, "acknowledged and is lost")]
    [InlineData("A 1 1 5\nA 2 1 6\nA 1 2 8\n", Sound + ", (1, 2, 0)", "twice, or out of order")]
    [InlineData("A 1 1 5\nA 2 1 6\nA 1 2 8\n", "(1, 2, 0), (2, 1, 0), (1, 1, 0)", "twice, or out of order")]
    [InlineData("A 1 1 5\nA 2 1 6\nF 1 2 8 WriteTimeout late\n", Sound, "was told 'F'")]
    [InlineData("A 1 1 5\nA 2 1 6\nA 1 2 8\n", Sound + ", (1, 4, 0)", "was told ' '")]
    [InlineData("A 1 1 5\nA 2 1 6\nA 1 2 8\nA 1 3 9\n", Sound + ", (1, 3, 1)", "should be")]
    public void Every_kind_of_wrong_is_found(string log, string entries, string finding)
    {
        Set(log, entries);

        Should.Throw<ShouldAssertException>(() => Verify()).Message.ShouldContain(finding);
    }

    [Fact]
    public void Time_to_the_next_write_is_taken_from_the_logs_of_all()
    {
        Set("A 1 1 1000\nK 0 0 4000\nA 1 2 9000\n", "(1, 1, 0), (1, 2, 0)");

        var ledger = Ledger.Read(LogDirectory);

        ledger.Deaths.ShouldBe([4000]);
        ledger.NextAfter(4000).ShouldBe(5000 * 1000.0 / System.Diagnostics.Stopwatch.Frequency);
        ledger.NextAfter(9001).ShouldBeNull();
    }

    private void Set(string log, string entries)
    {
        File.WriteAllText(Path.Combine(LogDirectory, "1.log"), log);
        using var connection = Plain(DatabasePath);
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            CREATE TABLE entry(n INTEGER PRIMARY KEY AUTOINCREMENT, worker INTEGER, sequence INTEGER, kind INTEGER, payload BLOB);
            CREATE TABLE mirror(worker INTEGER, sequence INTEGER);
            CREATE TABLE total(id INTEGER PRIMARY KEY, n INTEGER);
            INSERT INTO total VALUES (1, 0);
            INSERT INTO entry(worker, sequence, kind) VALUES {entries};
            """;
        command.ExecuteNonQuery();
    }
}
