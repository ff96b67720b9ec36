using System.Data.Common;
using Lockkeeper;
using Lockkeeper.DuckDB;

namespace AssetPipeline;

/// <summary>One process of the pipeline: it makes one asset, and says what it does, a word a line.</summary>
internal static class AssetStep
{
    public static async Task<int> RunAsync(string name, string database, string data)
    {
        Asset? asset = Assets.All.FirstOrDefault(asset => asset.Name == name);
        if (asset is null)
        {
            Console.Error.WriteLine($"There is no asset '{name}'. There are {string.Join(", ", Assets.All.Select(asset => asset.Name))}.");
            return 2;
        }

        try
        {
            #region open
            // Another process may have the file open: this one waits for its turn, in the order in which they came.
            await using SharedDatabase db = DuckDBDatabase.Open(database);
            #endregion
            Console.WriteLine("has begun");
            Console.WriteLine($"done {await asset.MakeAsync(db, data)}");
            return 0;
        }
        catch (DbException error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }
}
