using System.Text.Json.Serialization;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>A way of writing, in this process or in a child.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PeerKind>))]
internal enum PeerKind
{
    /// <summary>Microsoft.Data.Sqlite as people use it.</summary>
    Driver,

    /// <summary>The same with a connection kept by each thread.</summary>
    DriverKept,

    /// <summary>Lockkeeper's drop-in connection in the driver's place, kept by each thread.</summary>
    DropIn,

    /// <summary>Its best with a transaction object.</summary>
    DriverTransaction,

    /// <summary>Its best with a statement that commits by itself.</summary>
    DriverStatement,

    /// <summary>Lockkeeper's <c>ExecuteAsync</c>.</summary>
    Execute,

    /// <summary>Lockkeeper's <c>WriteAsync</c> with a command in the caller's own code.</summary>
    Command,

    /// <summary>Lockkeeper's <c>ExecuteAsync</c> on a DuckDB file.</summary>
    DuckDBExecute,

    /// <summary>One DuckDB connection, kept, that inserts row by row.</summary>
    DuckDBKept,

    /// <summary>A lock file is taken, and the DuckDB file opened, written to and closed, for each write.</summary>
    DuckDBLockFile,
}
