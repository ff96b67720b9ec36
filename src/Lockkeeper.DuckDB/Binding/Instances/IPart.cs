namespace Lockkeeper.DuckDB.Instances;

/// <summary>What ends with the thing that it came from: a connection with its instance, a reader or a statement with its connection.</summary>
internal interface IPart
{
    bool IsReleased { get; }

    void Release();
}
