using Lockkeeper.DuckDB.Native;

namespace Lockkeeper.DuckDB.Instances;

/// <summary>Opens a database with its settings, alone or through the process's cache of instances.</summary>
internal static class InstanceOpener
{
    // Never destroyed: connection strings may be opened as long as the process lives.
    private static readonly Lazy<nint> Cache = new(InstanceCalls.CreateInstanceCache);

    /// <exception cref="DuckDBException">It cannot be opened; DuckDB's message says why.</exception>
    /// <exception cref="InvalidOperationException">This process has the file open already, and <paramref name="isShared"/> is not so for both.</exception>
    public static InstanceHandle Open(string path, DuckDBInstanceOptions options, bool isShared)
    {
        var canonical = DatabasePath.Canonical(path);
        var claim = FileClaim.Take(canonical, isShared);
        try
        {
            var config = Configure(options);
            try
            {
                return new(Open(canonical, config, isShared && canonical != DatabasePath.Memory), claim);
            }
            finally
            {
                InstanceCalls.DestroyConfig(ref config);
            }
        }
        catch
        {
            claim?.Release();
            throw;
        }
    }

    private static nint Open(string path, nint config, bool isShared)
    {
        int state;
        nint database;
        nint error;
        if (isShared)
        {
            state = InstanceCalls.GetOrCreateFromCache(Cache.Value, path, out database, config, out error);
        }
        else
        {
            state = InstanceCalls.Open(path, out database, config, out error);
        }

        return state == 0 ? database : throw DuckDBException.FromText(NativeText.Take(error));
    }

    private static nint Configure(DuckDBInstanceOptions options)
    {
        if (InstanceCalls.CreateConfig(out var config) != 0)
        {
            throw new DuckDBException("DuckDB could not make a configuration: there is no memory left.", DuckDBErrorType.OutOfMemory);
        }

        try
        {
            if (options.ReadOnly)
            {
                Set(config, "access_mode", "READ_ONLY");
            }

            foreach (var (name, value) in options.Settings)
            {
                Set(config, name, value);
            }

            return config;
        }
        catch
        {
            InstanceCalls.DestroyConfig(ref config);
            throw;
        }
    }

    private static void Set(nint config, string name, string value)
    {
        if (InstanceCalls.SetConfig(config, name, value) != 0)
        {
            throw new DuckDBException(
                $"DuckDB has no setting '{name}', or it does not take '{value}'. SELECT name, description FROM duckdb_settings() lists them.",
                DuckDBErrorType.InvalidConfiguration);
        }
    }
}
