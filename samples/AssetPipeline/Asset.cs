using Lockkeeper;

namespace AssetPipeline;

/// <summary>A table that the pipeline makes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DependsOn">The assets that have to be there before.</param>
/// <param name="MakeAsync">Makes it anew, from the folder of CSV files or from other tables, and returns how many rows it has.</param>
internal sealed record Asset(string Name, string[] DependsOn, Func<SharedDatabase, string, Task<long>> MakeAsync);
