using System.Reflection;
using Lockkeeper.DuckDB;
using Lockkeeper.Sqlite;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Tests.Docs;

public sealed class ErrorsPageTests
{
    private static readonly Assembly[] Libraries = [typeof(SharedDatabase).Assembly, typeof(SqliteDatabase).Assembly, typeof(DuckDBDatabase).Assembly];
    private readonly string _page = Repository.Read("docs/errors.md");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_error_has_its_cause_and_what_to_do(SharedDatabaseErrorKind kind)
    {
        var transient = new SharedDatabaseException(kind, "").IsTransient ? "yes" : "no";

        _page.ShouldContain($"\n| `{kind}` | {transient} | ");
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void Every_log_event_stands_in_the_docs_with_its_name_and_level(int id, string name, LogLevel level) =>
        _page.ShouldContain($"\n| {id} | `{name}` | {level} | ");

    [Fact]
    public void Every_log_event_has_an_id_of_its_own() =>
        Messages().Select(message => message.Id).ShouldBeUnique();

    [Fact]
    public void The_docs_list_no_event_and_no_kind_that_does_not_exist()
    {
        var known = Messages().Select(message => $"| {message.Id} | `{message.Name}` |")
            .Concat(Enum.GetNames<SharedDatabaseErrorKind>().Select(kind => $"| `{kind}` |"))
            .ToList();

        // Behind them are SQLite's own codes.
        var lists = _page[.._page.IndexOf("\n## SQLite's result codes", StringComparison.Ordinal)];
        foreach (var row in lists.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains('`', StringComparison.Ordinal)))
            known.ShouldContain(start => row.StartsWith(start, StringComparison.Ordinal), row);
    }

    public static TheoryData<SharedDatabaseErrorKind> Kinds() => [.. Enum.GetValues<SharedDatabaseErrorKind>()];

    public static TheoryData<int, string, LogLevel> Events() => [.. Messages().Select(message => (message.Id, message.Name, message.Level))];

    private static IEnumerable<(int Id, string Name, LogLevel Level)> Messages() =>
        from library in Libraries
        from type in library.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        select (message.EventId, method.Name, message.Level);
}
