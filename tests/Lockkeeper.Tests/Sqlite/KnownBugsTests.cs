using Lockkeeper.Sqlite;

namespace Lockkeeper.Tests.Sqlite;

public sealed class KnownBugsTests
{
    [Theory]
    [InlineData("3.7.0", true)]
    [InlineData("3.35.5", true)]
    [InlineData("3.40.1", true)]
    [InlineData("3.44.5", true)]
    [InlineData("3.44.6", false)]
    [InlineData("3.45.0", true)]
    [InlineData("3.50.6", true)]
    [InlineData("3.50.7", false)]
    [InlineData("3.51.2", true)]
    [InlineData("3.51.3", false)]
    [InlineData("3.52.0", false)]
    [InlineData("3.6.23", false)]
    public void The_bug_of_the_WAL_reset_is_known_by_version(string version, bool has) =>
        (KnownBugs.Find(Version.Parse(version)) is not null).ShouldBe(has);

    [Fact]
    public void The_warning_comes_once_for_a_version()
    {
        var log = new RecordingLogger();
        var version = new Version(3, 8, 77);
        KnownBugs.Warn(version, log);
        KnownBugs.Warn(version, log);
        log.Messages.ShouldHaveSingleItem().ShouldContain("3.8.77");
    }

    [Fact]
    public void The_library_cannot_be_chosen_any_more_when_it_is_in_use()
    {
        SqliteLibrary.Version.ShouldBeGreaterThanOrEqualTo(new Version(3, 35));
        Should.Throw<InvalidOperationException>(() => SqliteLibrary.Use("another-sqlite.so")).Message.ShouldContain("at the start of the program");
        SqliteLibrary.UseNewest().ShouldBe(SqliteLibrary.Version);
    }
}
