namespace Lockkeeper.Sqlite.Connections;

/// <summary>What callers are told when their code does what it may not.</summary>
internal static class Texts
{
    public const string TransactionOfWriter =
        "The transaction is Lockkeeper's: it commits when the work returns and rolls back when the work throws. Leave BEGIN, COMMIT, "
        + "END and ROLLBACK out; for a part that may fail by itself use SAVEPOINT, ROLLBACK TO and RELEASE with a name of your own.";

    public const string TransactionOfReader =
        "A read has one snapshot from its begin to its end. Leave BEGIN, COMMIT and ROLLBACK out; for a newer snapshot call ReadAsync again.";

    public const string ReservedSavepoint =
        "The savepoint name 'lockkeeper' is Lockkeeper's own. Give the savepoint another name.";

    public const string Attach =
        "ATTACH and DETACH would stay on the connection that all writes share. Open the other file as a SharedDatabase of its own.";

    public const string WriterCannotRun =
        "This write has ended, or SQLite undid its transaction after an earlier error. Use the connection only inside the work, and "
        + "let the first error pass out of it.";

    public const string Revoked =
        "This write ran longer than it may (MaxWriteDuration), so its connection was taken away and its transaction rolled back. Make the "
        + "transaction shorter, or raise MaxWriteDuration.";

    public const string RevokedReader =
        "This read ran longer than it may (MaxReadDuration), so its snapshot was taken away. Read in shorter pieces, and do what takes long "
        + "outside of ReadAsync, or raise MaxReadDuration.";

    public const string ReaderCannotWrite =
        "A read cannot change the database. Use WriteAsync or ExecuteAsync.";

    public const string SecondTransaction =
        "A transaction is already open here: Lockkeeper's own. Use it (tx.Transaction), or a savepoint in it, instead of BeginTransaction.";

    public static string OwnedPragma(string name) =>
        $"PRAGMA {name} is set by Lockkeeper for all connections alike. Change it through {nameof(SqliteDatabaseOptions)} when the database is opened.";
}
