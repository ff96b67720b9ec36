using System.Runtime.Versioning;
using Lockkeeper.Tests.Facade;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Maintaining;

/// <summary>What a backup must not do to the database, and to whoever may not read it.</summary>
public sealed class BackupSafetyTests
{
    private const string ThreeMegabytes = "CREATE TABLE t(a); WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 30) INSERT INTO t SELECT zeroblob(100000) FROM n;";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    [InlineData("-journal")]
    [InlineData("-lockkeeper")]
    public async Task The_databases_own_files_are_refused_under_any_name_of_their_directory(string suffix)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need a right there.");
        await using var file = new MaintainedFile("CREATE TABLE t(a)");
        Directory.CreateDirectory(file.In("links"));
        Directory.CreateSymbolicLink(file.In("links/one"), "..");
        Directory.CreateSymbolicLink(file.In("links/two"), file.In("links/one"));
        await file.Db.ExecuteAsync($"INSERT INTO t VALUES (1)", Token);

        IOException error = await file.Db.BackupAsync(file.In("links/two/app.db" + suffix), new BackupOptions { Overwrite = true }, cancellationToken: Token)
            .FailsWith<IOException>();

        error.Message.ShouldContain("belongs to the database itself");
        await file.Db.ExecuteAsync($"INSERT INTO t VALUES (2)", Token);
        MaintainedFile.Query<long>(file.Path, "SELECT a FROM t").ShouldBe([1, 2], "the file is still the one that is open");
    }

    [Theory]
    [InlineData("-wal")]
    [InlineData("-journal")]
    public async Task A_name_with_a_journal_beside_it_is_refused_for_the_copy_would_be_mixed_with_it(string suffix)
    {
        await using var file = new MaintainedFile("CREATE TABLE t(a)");
        await File.WriteAllTextAsync(file.In("copy.db" + suffix), "left behind", Token);

        IOException error = await file.Db.BackupAsync(file.In("copy.db"), new BackupOptions { Overwrite = true }, cancellationToken: Token).FailsWith<IOException>();

        error.Message.ShouldContain($"copy.db{suffix}' is there");
        File.Exists(file.In("copy.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_copy_that_is_opened_while_its_successor_is_made_is_not_replaced()
    {
        await using var file = new MaintainedFile(ThreeMegabytes);
        await file.Db.BackupAsync(file.In("copy.db"), cancellationToken: Token);
        await file.Db.ExecuteAsync($"DELETE FROM t", Token);
        SqliteConnection? other = null;
        try
        {
            IOException error = await file.Db.BackupAsync(file.In("copy.db"), new BackupOptions { Overwrite = true }, new Told<BackupProgress>(_ =>
            {
                if (other is not null) return;
                other = new SqliteConnection($"Data Source={file.In("copy.db")};Pooling=False");
                other.Open();
                using SqliteCommand command = other.CreateCommand();
                command.CommandText = "PRAGMA journal_mode = wal; INSERT INTO t VALUES ('of the older copy')";
                command.ExecuteNonQuery();
            }), Token).FailsWith<IOException>();
            error.Message.ShouldContain("copy.db-wal' is there");
            file.Names().ShouldNotContain(name => name.Contains("unfinished", StringComparison.Ordinal));
        }
        finally
        {
            other?.Dispose();
        }

        MaintainedFile.Query<long>(file.In("copy.db"), "SELECT count(*) FROM t").ShouldBe([31]);
    }

    [Fact]
    public async Task A_copy_goes_through_a_link_to_another_directory()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need a right there.");
        await using var file = new MaintainedFile("CREATE TABLE t(a)");
        Directory.CreateDirectory(file.In("backups"));
        Directory.CreateSymbolicLink(file.In("link"), "backups");

        await file.Db.BackupAsync(file.In("link/app.db"), cancellationToken: Token);

        MaintainedFile.Query<string>(file.In("backups/app.db"), "PRAGMA integrity_check").ShouldBe(["ok"]);
        Directory.Delete(file.In("backups"), recursive: true);
        File.Delete(file.In("link"));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_copy_is_at_no_moment_readable_for_more_people_than_the_database()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no modes there.");
        await using var file = new MaintainedFile(ThreeMegabytes);
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.SetUnixFileMode(file.Path, Private);
        var modes = new HashSet<UnixFileMode>();

        await file.Db.BackupAsync(file.In("copy.db"), progress: new Told<BackupProgress>(_ =>
        {
            foreach (string name in file.Names().Where(name => name.StartsWith("copy.db", StringComparison.Ordinal))) modes.Add(File.GetUnixFileMode(file.In(name)));
        }), cancellationToken: Token);

        modes.ShouldBe([Private]);
        File.GetUnixFileMode(file.In("copy.db")).ShouldBe(Private);
    }

    [Fact]
    public async Task A_copy_that_cannot_be_written_says_so_in_one_sentence()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Directory.Exists("/proc/self"), "It needs a directory in which not even root may create files.");
        await using var file = new MaintainedFile("CREATE TABLE t(a)");
        IOException error = await file.Db.BackupAsync("/proc/self/copy.db", cancellationToken: Token).FailsWith<IOException>();
        error.Message.ShouldStartWith("The backup '/proc/self/copy.db");
        error.Message.ShouldContain("cannot be written");
    }
}
