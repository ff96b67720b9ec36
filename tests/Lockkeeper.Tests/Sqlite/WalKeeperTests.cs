using Lockkeeper.Engines;
using Lockkeeper.Sqlite.Writing;

namespace Lockkeeper.Tests.Sqlite;

public sealed class WalKeeperTests : IDisposable
{
    private readonly TemporaryDatabase _database = new TemporaryDatabase().WithTable();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void A_checkpoint_comes_after_enough_pages_and_sooner_when_idle()
    {
        _database.Options.CheckpointPages = 20;
        using var writer = _database.Writer();
        WritePages(writer, 5);
        writer.Maintain(idle: true, out _).ShouldBeFalse();

        WritePages(writer, 20);
        writer.Maintain(idle: false, out _).ShouldBeFalse();
        writer.Maintain(idle: true, out var report).ShouldBeTrue();
        report.Truncating.ShouldBeFalse();
        report.HeldBack.ShouldBeFalse();
        report.WalPages.ShouldBeGreaterThanOrEqualTo(20);
        report.CheckpointedPages.ShouldBe(report.WalPages);
        report.WalBytes.ShouldBe(new FileInfo(_database.Path + "-wal").Length);
        writer.Maintain(idle: true, out _).ShouldBeFalse();

        WritePages(writer, 80);
        writer.Maintain(idle: false, out _).ShouldBeTrue();
    }

    [Fact]
    public void A_reader_holds_a_checkpoint_back_and_the_report_says_so()
    {
        _database.Options.CheckpointPages = 10;
        using var writer = _database.Writer();
        using var reader = _database.Reader();
        WritePages(writer, 1);
        reader.Begin();
        WritePages(writer, 10);

        writer.Maintain(idle: true, out var report).ShouldBeTrue();
        report.HeldBack.ShouldBeTrue();
        reader.End();

        WritePages(writer, 10);
        writer.Maintain(idle: true, out report).ShouldBeTrue();
        report.HeldBack.ShouldBeFalse();
    }

    [Fact]
    public void A_WAL_past_its_size_is_truncated_unless_a_reader_needs_it()
    {
        _database.Options.CheckpointPages = 10;
        _database.Options.MaxWalSize = 64 << 10;
        using var writer = _database.Writer();
        using var reader = _database.Reader();
        WritePages(writer, 1);
        reader.Begin();
        WritePages(writer, 30);
        writer.Maintain(idle: true, out var report).ShouldBeTrue();
        report.Truncating.ShouldBeTrue();
        report.HeldBack.ShouldBeTrue();
        report.WalBytes.ShouldBeGreaterThan(64 << 10);
        reader.End();

        // Not tried again at once.
        WritePages(writer, 10);
        writer.Maintain(idle: true, out report).ShouldBeTrue();
        report.Truncating.ShouldBeFalse();
    }

    [Fact]
    public void A_WAL_past_its_size_is_empty_afterwards()
    {
        _database.Options.CheckpointPages = 10;
        _database.Options.MaxWalSize = 64 << 10;
        using var writer = _database.Writer();
        WritePages(writer, 30);
        writer.Maintain(idle: true, out CheckpointReport report).ShouldBeTrue();
        report.Truncating.ShouldBeTrue();
        report.WalBytes.ShouldBe(0);
        _database.Ask<long>("SELECT count(*) FROM t").ShouldBe(30);
    }

    private static void WritePages(SqliteWriterSession writer, int pages)
    {
        for (var i = 0; i < pages; i++)
        {
            writer.Do("INSERT INTO t(name) VALUES($1)", new string('x', 4_000));
        }
    }
}
