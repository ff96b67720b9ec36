namespace Lockkeeper.Sqlite.Errors;

/// <summary>SQLite's result codes, primary and extended, that mean something here: https://sqlite.org/rescode.html</summary>
internal static class ResultCodes
{
    public const int Ok = 0;
    public const int Error = 1;
    public const int Perm = 3;
    public const int Busy = 5;
    public const int Locked = 6;
    public const int ReadOnly = 8;
    public const int Interrupt = 9;
    public const int IoErr = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CantOpen = 14;
    public const int Protocol = 15;
    public const int Constraint = 19;
    public const int NoLfs = 22;
    public const int Auth = 23;
    public const int NotADb = 26;
    public const int Row = 100;
    public const int Done = 101;

    public const int BusyRecovery = Busy | (1 << 8);
    public const int BusySnapshot = Busy | (2 << 8);
    public const int BusyTimeout = Busy | (3 << 8);
    public const int LockedSharedCache = Locked | (1 << 8);
    public const int IoErrNoMem = IoErr | (12 << 8);
    public const int ConstraintCommitHook = Constraint | (2 << 8);
}
