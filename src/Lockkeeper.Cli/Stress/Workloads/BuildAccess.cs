namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>What the code of a site and a loader is written against.</summary>
internal enum BuildAccess
{
    /// <summary>Each strategy's own API: the driver's commands, Lockkeeper's <see cref="SharedDatabase.WriteAsync(Action{WriteTransaction}, CancellationToken, WriteOptions?, string)"/>.</summary>
    Native,

    /// <summary>Connections, commands and parameters; of Lockkeeper the drop-in connection.</summary>
    AdoNet,

    /// <summary>Dapper on those connections.</summary>
    Dapper,

    /// <summary>A context of Entity Framework Core for each transaction; of Lockkeeper with <c>UseLockkeeper()</c>.</summary>
    EfCore,
}
