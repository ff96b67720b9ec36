using System.Runtime.InteropServices;
using Lockkeeper.DuckDB.Instances;

namespace Lockkeeper.DuckDB.Native;

/// <summary>A <c>duckdb_database</c>. Each connection to it holds a reference: the file is closed when the last of them is.</summary>
internal sealed class InstanceHandle : SafeHandle
{
    private readonly FileClaim? _claim;

    public InstanceHandle(nint database, FileClaim? claim)
        : base(0, ownsHandle: true)
    {
        _claim = claim;
        SetHandle(database);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        InstanceCalls.Close(ref handle);
        _claim?.Release();
        return true;
    }
}
