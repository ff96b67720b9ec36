// A pipeline whose steps are processes of their own, all of them writing one DuckDB file. Without arguments it runs the whole
// pipeline, and starts itself again for each asset:
//   AssetPipeline [DATABASE [DATA-FOLDER]]
//   AssetPipeline asset NAME DATABASE DATA-FOLDER
using AssetPipeline;

return args switch
{
    ["asset", var name, var database, var data] => await AssetStep.RunAsync(name, database, data),
    [] => await Pipeline.RunAsync("jaffle.duckdb", JaffleData.FindOrMake()),
    [var database] => await Pipeline.RunAsync(database, JaffleData.FindOrMake()),
    [var database, var data] => await Pipeline.RunAsync(database, data),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("AssetPipeline [DATABASE [DATA-FOLDER]]");
    return 2;
}
