using System.Data.Common;
using Lockkeeper.DuckDB.Instances;

namespace Lockkeeper.DuckDB.Loading;

/// <summary>The parts of DuckDB that are extensions. Those for Parquet and JSON are in the library that the build fetches.</summary>
internal static class Extensions
{
    /// <summary>Makes sure that an extension is there, before DuckDB looks for it on the network.</summary>
    /// <exception cref="SharedDatabaseException">With <see cref="SharedDatabaseErrorKind.Unsupported"/>: it is not.</exception>
    public static void Require(DbConnection connection, string name)
    {
        var found = $"SELECT count(*) FROM duckdb_extensions() WHERE extension_name = {SqlNames.Literal(name)} AND (loaded OR installed)";
        if (Sql.Number(connection, found) > 0) return;
        throw new SharedDatabaseException(
            SharedDatabaseErrorKind.Unsupported,
            $"This library of DuckDB ({DuckDBInstance.LibraryVersion}) has no extension '{name}', and Lockkeeper fetches none from the network. "
            + $"Use the library that comes with Lockkeeper.DuckDB, or install the extension on this machine once: INSTALL {name}.");
    }
}
