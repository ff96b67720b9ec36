using Lockkeeper.Retention;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Maintaining;

namespace Lockkeeper.Tests.Retention;

/// <summary>What a policy must not delete, and what it says when it may not.</summary>
public sealed class RetentionSafetyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Text_that_is_no_date_stays_though_SQLite_would_take_it_for_one()
    {
        // A time alone is one of the year 2000 to SQLite, and a number a Julian day: https://sqlite.org/lang_datefunc.html
        await using var file = new MaintainedFile(
            "CREATE TABLE t(at); INSERT INTO t VALUES ('12:30'), ('100'), ('1000.5'), (''), ('now'), ('01.02.2001'), ('2001-13-40'), ('2001-02-03')");

        IReadOnlyList<RetentionProgress> done = await Policy("t", "at", TimeSpan.FromDays(1)).ApplyAsync(file.Db, cancellationToken: Token);

        done.Single().Rows.ShouldBe(1);
        MaintainedFile.Query<string>(file.Path, "SELECT at FROM t").ShouldBe(["12:30", "100", "1000.5", "", "now", "01.02.2001", "2001-13-40"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(36_526)]
    public void An_age_is_more_than_zero_and_at_most_a_century(int days) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new RetentionRule { Table = "t", Column = "at", Age = TimeSpan.FromDays(days) }).ParamName.ShouldBe("Age");

    [Fact]
    public async Task Rows_that_others_refer_to_stay_and_the_error_names_the_table_and_what_to_do()
    {
        await using var file = new MaintainedFile(
            """
            CREATE TABLE parent(id INTEGER PRIMARY KEY, at TEXT);
            CREATE TABLE child(parent REFERENCES parent(id));
            WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 30) INSERT INTO parent SELECT i, '2001-01-01' FROM n;
            INSERT INTO child VALUES (25);
            """);
        var policy = new RetentionPolicy { BatchSize = 10, Rules = Policy("parent", "at", TimeSpan.FromDays(1)).Rules };

        SharedDatabaseException error = await policy.ApplyAsync(file.Db, cancellationToken: Token).FailsWith(SharedDatabaseErrorKind.Engine);

        error.Message.ShouldContain("FOREIGN KEY");
        error.Message.ShouldContain("parent");
        error.Message.ShouldContain("20 rows that were deleted before stay so");
        error.Message.ShouldContain("a rule before this one");
        MaintainedFile.Query<long>(file.Path, "SELECT count(*) FROM parent").ShouldBe([10]);
    }

    private static RetentionPolicy Policy(string table, string column, TimeSpan age) =>
        new() { Rules = [new RetentionRule { Table = table, Column = column, Age = age }] };
}
