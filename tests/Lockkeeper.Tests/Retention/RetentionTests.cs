using System.Text;
using Lockkeeper.Retention;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Maintaining;

namespace Lockkeeper.Tests.Retention;

public sealed class RetentionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TimeFormat.Text, "strftime('%Y-%m-%d %H:%M:%S', 'now', {0})")]
    [InlineData(TimeFormat.Text, "strftime('%Y-%m-%dT%H:%M:%SZ', 'now', {0})")]
    [InlineData(TimeFormat.Text, "strftime('%Y-%m-%dT%H:%M:%f', 'now', {0}, '+2 hours') || '+02:00'")]
    [InlineData(TimeFormat.Unix, "CAST(strftime('%s', 'now', {0}) AS INTEGER)")]
    [InlineData(TimeFormat.Unix, "CAST(strftime('%s', 'now', {0}) AS INTEGER) + 0.5")]
    [InlineData(TimeFormat.UnixMilliseconds, "CAST(strftime('%s', 'now', {0}) AS INTEGER) * 1000")]
    public async Task Older_rows_go_and_younger_ones_and_those_without_a_time_stay(TimeFormat format, string time)
    {
        string At(string age) => string.Format(System.Globalization.CultureInfo.InvariantCulture, time, $"'{age}'");
        await using var file = new MaintainedFile(
            $"CREATE TABLE visits(id, seen); INSERT INTO visits VALUES (1, {At("-25 hours")}), (2, {At("-23 hours")}), (3, {At("-400 days")}), (4, NULL), (5, {At("-0 hours")})");
        var policy = new RetentionPolicy { Rules = [new RetentionRule { Table = "visits", Column = "seen", Age = TimeSpan.FromHours(24), Format = format }] };

        (await policy.CountAsync(file.Db, Token)).Single().Rows.ShouldBe(2);
        MaintainedFile.Query<long>(file.Path, "SELECT count(*) FROM visits").ShouldBe([5], "counting changes nothing");
        (await policy.ApplyAsync(file.Db, cancellationToken: Token)).Single().Rows.ShouldBe(2);
        MaintainedFile.Query<long>(file.Path, "SELECT id FROM visits ORDER BY id").ShouldBe([2, 4, 5]);
        (await policy.ApplyAsync(file.Db, cancellationToken: Token)).Single().Rows.ShouldBe(0);
    }

    [Fact]
    public async Task Rows_go_in_small_transactions_and_writers_come_between()
    {
        await using var file = new MaintainedFile("CREATE TABLE t(at); WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 95) INSERT INTO t SELECT '2001-01-01' FROM n");
        var policy = new RetentionPolicy { BatchSize = 10, Rules = [new RetentionRule { Table = "t", Column = "at", Age = TimeSpan.FromDays(30) }] };
        var told = new List<long>();
        IReadOnlyList<RetentionProgress> done = await policy.ApplyAsync(
            file.Db,
            new Told<RetentionProgress>(progress =>
            {
                told.Add(progress.Rows);
                file.Db.ExecuteAsync($"INSERT INTO t VALUES (NULL)", Token).AsTask().Within().GetAwaiter().GetResult();
            }),
            Token);
        done.Single().Rows.ShouldBe(95);
        told.ShouldBe([10, 20, 30, 40, 50, 60, 70, 80, 90, 95]);
    }

    [Fact]
    public async Task Tables_without_rowid_and_names_in_quotes_are_as_good()
    {
        await using var file = new MaintainedFile(
            """"
            CREATE TABLE "select ""all"" "(a, b, "the time" TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
            INSERT INTO "select ""all"" " VALUES (1, 1, '2001-01-01'), (1, 2, '2999-01-01'), (2, 1, '2001-01-01');
            CREATE TABLE shadowed(rowid, at); INSERT INTO shadowed VALUES (1, '2001-01-01'), (1, '2999-01-01');
            """");
        var policy = new RetentionPolicy
        {
            Rules =
            [
                new RetentionRule { Table = "select \"all\" ", Column = "the time", Age = TimeSpan.FromDays(7) },
                new RetentionRule { Table = "shadowed", Column = "at", Age = TimeSpan.FromDays(7) },
            ],
        };
        (await policy.ApplyAsync(file.Db, cancellationToken: Token)).Select(done => done.Rows).ShouldBe([2, 1]);
        MaintainedFile.Query<long>(file.Path, "SELECT b FROM \"select \"\"all\"\" \"").ShouldBe([2]);
        MaintainedFile.Query<string>(file.Path, "SELECT at FROM shadowed").ShouldBe(["2999-01-01"]);
    }

    [Theory]
    [InlineData("none", "at", TimeFormat.Text, "There is no table none in the database.")]
    [InlineData("t", "none", TimeFormat.Text, "The table t has no column none.")]
    [InlineData("v", "at", TimeFormat.Text, "v is a view; name the table that it reads.")]
    [InlineData("t", "seconds", TimeFormat.Text, "t.seconds holds values of type integer, not text; say \"format\": \"unix\" for seconds since 1970, or \"unixms\" for milliseconds.")]
    [InlineData("t", "at", TimeFormat.Unix, "t.at holds values of type text, not numbers; say \"format\": \"text\".")]
    [InlineData("t", "seconds", TimeFormat.UnixMilliseconds, "t.seconds holds times of the year 1970 as milliseconds; say \"format\": \"unix\" if they are seconds.")]
    [InlineData("t", "milliseconds", TimeFormat.Unix, "t.milliseconds holds times beyond the year 2900 as seconds since 1970; say \"format\": \"unixms\" if they are milliseconds.")]
    public async Task A_rule_that_does_not_fit_is_refused_before_anything_is_deleted(string table, string column, TimeFormat format, string message)
    {
        await using var file = new MaintainedFile(
            "CREATE TABLE t(at, seconds, milliseconds); INSERT INTO t VALUES ('2001-01-01', 978307200, 978307200000); CREATE VIEW v AS SELECT at FROM t");
        var policy = new RetentionPolicy
        {
            Rules =
            [
                new RetentionRule { Table = "t", Column = "at", Age = TimeSpan.FromDays(7) },
                new RetentionRule { Table = table, Column = column, Age = TimeSpan.FromDays(7), Format = format },
            ],
        };
        (await policy.ApplyAsync(file.Db, cancellationToken: Token).FailsWith<RetentionPolicyException>()).Message.ShouldBe(message);
        MaintainedFile.Query<long>(file.Path, "SELECT count(*) FROM t").ShouldBe([1]);
    }

    [Fact]
    public void A_policy_is_read_from_JSON()
    {
        RetentionPolicy policy = Read(
            """
            {
              // what people like to note
              "batch": 200,
              "rules": [
                { "table": "sessions", "column": "last_seen", "age": "24h", "format": "unix" },
                { "table": "visits", "column": "at", "age": "30d" },
              ]
            }
            """);
        policy.BatchSize.ShouldBe(200);
        policy.Rules.ShouldBe(
        [
            new RetentionRule { Table = "sessions", Column = "last_seen", Age = TimeSpan.FromHours(24), Format = TimeFormat.Unix },
            new RetentionRule { Table = "visits", Column = "at", Age = TimeSpan.FromDays(30) },
        ]);
    }

    [Theory]
    [InlineData("{", "rules.json, line 1: ")]
    [InlineData("", "rules.json, line 1: ")]
    [InlineData("{ }", "rules.json has no rules.")]
    [InlineData("{ \"rules\": [] }", "rules.json has no rules.")]
    [InlineData("{ \"batch\": 0, \"rules\": [ { \"table\": \"t\", \"column\": \"c\", \"age\": \"1d\" } ] }", "rules.json: batch must be a whole number from 1 to 100,000.")]
    [InlineData("{\n \"rules\": [\n { \"table\": \"t\", \"column\": \"c\", \"age\": \"24x\" } ] }", "rules.json, line 3: age must be a whole number and its unit, such as \"90s\", \"15m\", \"24h\", \"30d\" or \"4w\".")]
    [InlineData("{\n \"rules\": [\n { \"table\": \"t\", \"column\": \"c\", \"age\": 24 } ] }", "rules.json, line 3: age must be a whole number and its unit")]
    [InlineData("{\n \"rules\": [\n { \"table\": \"t\", \"column\": \"c\", \"age\": \"0d\" } ] }", "rules.json, line 3: age must be a whole number and its unit")]
    [InlineData("{\n \"rules\": [\n\n { \"table\": \"t\", \"column\": \"c\", \"age\": \"1d\", \"format\": \"iso\" } ] }", "rules.json, line 4: format must be \"text\", \"unix\" or \"unixms\".")]
    [InlineData("{\n \"rules\": [\n { \"table\": \"t\", \"age\": \"1d\" } ] }", "rules.json, line 3: It lacks 'column'.")]
    [InlineData("{\n \"rules\": [\n { \"tabel\": \"t\" } ] }", "rules.json, line 3: The JSON property 'tabel' is not known.")]
    public void A_broken_policy_names_the_line_and_the_reason(string json, string message) =>
        Should.Throw<RetentionPolicyException>(() => Read(json)).Message.ShouldStartWith(message);

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("24h", 86_400)]
    [InlineData("7d", 604_800)]
    [InlineData("4w", 2_419_200)]
    public void A_duration_is_a_number_and_its_unit(string text, int seconds)
    {
        Duration.TryParse(text, out TimeSpan duration).ShouldBeTrue();
        duration.TotalSeconds.ShouldBe(seconds);
        foreach (string wrong in (string[])["", "h", "24", "-1h", "1.5h", "24 h", "24H", "99999999d"]) Duration.TryParse(wrong, out _).ShouldBeFalse(wrong);
    }

    private static RetentionPolicy Read(string json) => PolicyJson.Read(Encoding.UTF8.GetBytes(json), "rules.json");
}
