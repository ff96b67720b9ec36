using System.Reflection;
using System.Text.RegularExpressions;

namespace Lockkeeper.Tests.Docs;

public sealed partial class GuaranteesPageTests
{
    [Fact]
    public void Every_test_that_the_guarantees_name_exists()
    {
        var tests = typeof(GuaranteesPageTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(method => method.Name)
            .Concat(FaultTests())
            .ToHashSet();

        var named = TestName().Matches(Repository.Read("docs/guarantees.md")).Select(match => match.Groups["name"].Value).ToList();

        named.Count.ShouldBeGreaterThan(8);
        named.Where(name => !tests.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_folder_of_the_libraries_stands_in_the_architecture()
    {
        var page = Repository.Read("docs/architecture.md");

        foreach (var library in new[] { "Lockkeeper", "Lockkeeper.Sqlite", "Lockkeeper.DuckDB" })
        {
            foreach (var folder in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src", library)))
            {
                if (Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
                    page.ShouldContain($"`{library}/{Path.GetFileName(folder)}`");
            }
        }
    }

    // They are a program of their own.
    private static IEnumerable<string> FaultTests() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Lockkeeper.Faults"), "*.cs")
            .SelectMany(file => FaultTestName().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"public (async )?Task (?<name>\w+)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FaultTestName();

    // The sentences that name tests: words joined by underscores, three or more.
    [GeneratedRegex(@"`(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+){2,})`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestName();
}
