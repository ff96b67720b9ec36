using System.Collections.Frozen;
using Lockkeeper.Sqlite.Foreign;
using Lockkeeper.Sqlite.Native;

namespace Lockkeeper.Tests.Sqlite;

public sealed class ForeignHoldersTests : IDisposable
{
    // Database 8:1 inode 500, its -shm inode 501; and other files that must not be mistaken for them.
    private const string Locks = """
        1: POSIX  ADVISORY  READ  100 08:01:500 1073741826 1073742335
        2: POSIX  ADVISORY  WRITE 100 08:01:501 120 120
        2: -> POSIX  ADVISORY  WRITE 101 08:01:501 120 120
        3: POSIX  ADVISORY  READ  100 08:01:501 128 128
        4: POSIX  ADVISORY  READ  102 08:01:501 124 124
        5: POSIX  ADVISORY  WRITE 103 08:01:501 121 121
        6: POSIX  ADVISORY  WRITE 103 08:01:501 122 122
        7: OFDLCK ADVISORY  WRITE -1 08:01:500 0 EOF
        8: FLOCK  ADVISORY  WRITE 104 08:01:500 0 EOF
        9: POSIX  ADVISORY  WRITE 105 08:11:501 120 120
        10: POSIX  ADVISORY  WRITE 106 08:01:502 120 120
        11: POSIX  ADVISORY  WRITE 107 08:01:500 1073741825 1073741825
        12: POSIX  ADVISORY  WRITE 108 08:01:500 1073741824 1073742335
        13: POSIX  ADVISORY  WRITE 109 08:01:500 1073741824 1073741824
        14: POSIX  ADVISORY  WRITE 110 08:01:500 0 EOF
        rubbish
        """;

    private static readonly FileFacts Database = new(8, 1, 500, 1, 0);
    private static readonly FileFacts SharedMemory = new(8, 1, 501, 1, 0);

    private readonly TemporaryDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Locks_are_named_in_SQLites_words() =>
        ProcLocks.Parse(Locks, Database, SharedMemory, (8, 1), withReaders: false).ShouldBe(
        [
            new(100, "write"), new(101, "write", Waits: true), new(102, "read"), new(103, "checkpoint"), new(103, "recover"),
            new(107, "reserved"), new(108, "exclusive"), new(109, "pending"), new(110, "exclusive"),
        ]);

    [Fact]
    public void Readers_count_where_the_journal_mode_is_to_be_switched() =>
        ProcLocks.Parse(Locks, Database, null, (8, 1), withReaders: true).ShouldContain(new EngineLock(100, "shared"));

    [Fact]
    public void A_device_is_written_in_hexadecimal() =>
        ProcLocks.Parse(Locks, new(8, 17, 9, 1, 0), new(8, 17, 501, 1, 0), (8, 17), withReaders: false).ShouldBe([new(105, "write")]);

    [Fact]
    public void A_program_that_writes_in_WAL_mode_is_found_with_its_command_line()
    {
        var engine = _database.WithTable().Engine();
        using var program = PythonProgram.Run(_database.Path, "con.execute('BEGIN IMMEDIATE')\nready()");

        var holder = engine.FindForeignHolders(FrozenSet<int>.Empty).Single(h => h.Lock == "write");
        holder.ProcessId.ShouldBe(program.Id);
        holder.CommandLine.ShouldNotBeNull().ShouldContain("python3 -c import sqlite3");
        engine.FindForeignHolders(new HashSet<int> { program.Id }).ShouldBeEmpty();
    }

    [Fact]
    public void A_program_that_writes_in_rollback_mode_is_found()
    {
        using var program = PythonProgram.Run(_database.Path, "con.execute('CREATE TABLE x(a)')\ncon.execute('BEGIN IMMEDIATE')\nready()");
        _database.Engine().FindForeignHolders(FrozenSet<int>.Empty).ShouldHaveSingleItem().Lock.ShouldBe("reserved");
    }

    [Fact]
    public void This_process_is_no_stranger_to_itself()
    {
        using var writer = _database.WithTable().Writer();
        writer.Begin();
        _database.Engine().FindForeignHolders(FrozenSet<int>.Empty).ShouldBeEmpty();
        writer.Rollback();
    }
}
