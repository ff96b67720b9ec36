using Lockkeeper.Sqlite;
using Lockkeeper.Sqlite.Opening;

namespace Lockkeeper.Tests.Sqlite;

public sealed class CanonicalPathTests : IDisposable
{
    private readonly TemporaryDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void A_symbolic_link_a_relative_path_and_the_path_itself_lead_to_one_identity()
    {
        var sub = Directory.CreateDirectory(Path.Combine(_database.Directory, "sub")).FullName;
        var link = Path.Combine(sub, "link.db");
        File.CreateSymbolicLink(link, "../app.db");
        var directoryLink = Path.Combine(_database.Directory, "other");
        Directory.CreateSymbolicLink(directoryLink, sub);
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, _database.Path);

        // The first one is dangling: the file is created where it leads to.
        string[] names = [link, _database.Path, relative, Path.Combine(directoryLink, "link.db"), Path.Combine(sub, "..", "app.db")];
        var engines = names.Select(name => new SqliteEngine(name, _database.Options)).ToList();

        engines.ShouldAllBe(engine => engine.Identity == engines[0].Identity);
        engines.ShouldAllBe(engine => engine.DatabasePath == engines[0].DatabasePath);
        engines[0].DatabasePath.ShouldBe(CanonicalPath.Resolve(_database.Path));
        engines[0].Identity.ShouldStartWith("sqlite:");
    }

    [Fact]
    public void Two_dots_behind_a_link_are_the_parent_of_what_it_leads_to()
    {
        var deep = Directory.CreateDirectory(Path.Combine(_database.Directory, "a", "b")).FullName;
        var link = Path.Combine(_database.Directory, "link");
        Directory.CreateSymbolicLink(link, deep);

        CanonicalPath.Resolve(Path.Combine(link, "..", "app.db"))
            .ShouldBe(Path.Combine(CanonicalPath.Resolve(_database.Directory), "a", "app.db"));
    }

    [Fact]
    public void Links_in_a_circle_are_an_error_and_not_an_endless_loop()
    {
        var one = Path.Combine(_database.Directory, "one");
        var two = Path.Combine(_database.Directory, "two");
        File.CreateSymbolicLink(one, two);
        File.CreateSymbolicLink(two, one);
        Should.Throw<SharedDatabaseException>(() => CanonicalPath.Resolve(one)).Kind.ShouldBe(SharedDatabaseErrorKind.CannotOpen);
    }

    [Theory]
    [InlineData("file:app.db?mode=ro", "path of the file")]
    [InlineData(":memory:", "no other process can share")]
    public void What_is_not_the_path_of_a_file_is_refused_with_advice(string path, string advice)
    {
        var error = Should.Throw<SharedDatabaseException>(() => new SqliteEngine(path, _database.Options));
        error.Kind.ShouldBe(SharedDatabaseErrorKind.Unsupported);
        error.Message.ShouldContain(advice);
    }

    [Fact]
    public void Hard_links_in_one_directory_all_lead_to_the_same_name()
    {
        _database.WithTable();
        var second = Path.Combine(_database.Directory, "a-second-name.db");
        HardLink(_database.Path, second);

        var byFirst = new SqliteEngine(_database.Path, _database.Options);
        var bySecond = new SqliteEngine(second, _database.Options);

        byFirst.DatabasePath.ShouldEndWith("a-second-name.db");
        bySecond.DatabasePath.ShouldBe(byFirst.DatabasePath);
        bySecond.Identity.ShouldBe(byFirst.Identity);
    }

    [Fact]
    public void A_hard_link_in_another_directory_is_refused_with_advice()
    {
        _database.WithTable();
        var elsewhere = Directory.CreateDirectory(Path.Combine(_database.Directory, "elsewhere")).FullName;
        HardLink(_database.Path, Path.Combine(elsewhere, "app.db"));

        var error = Should.Throw<SharedDatabaseException>(_database.Engine);
        error.Kind.ShouldBe(SharedDatabaseErrorKind.Unsupported);
        error.Message.ShouldContain("symbolic links");
    }

    private static void HardLink(string existing, string name)
    {
        using var ln = System.Diagnostics.Process.Start("ln", [existing, name]);
        ln.WaitForExit();
        ln.ExitCode.ShouldBe(0);
    }
}
