using System.Diagnostics;

namespace AssetPipeline;

/// <summary>Makes all assets, each in a process of its own as soon as those are there that it depends on, and checks the result.</summary>
internal static class Pipeline
{
    /// <returns>0 when every asset is made and right.</returns>
    public static async Task<int> RunAsync(string database, string data)
    {
        string file = Path.GetFullPath(database), folder = Path.GetFullPath(data);
        Console.WriteLine($"{file} from {folder}");
        var clock = Stopwatch.StartNew();
        bool made = await PipelineView.ShowAsync(Assets.All, async view =>
        {
            Dictionary<string, Task<bool>> runs = [];
            foreach (Asset asset in Assets.All)
                runs[asset.Name] = MakeAsync(asset, [.. asset.DependsOn.Select(name => runs[name])], file, folder, view);
            return (await Task.WhenAll(runs.Values)).All(done => done);
        });
        if (!made) return 1;
        Console.WriteLine($"{Assets.All.Count} assets by {Assets.All.Count} processes in {clock.ElapsedMilliseconds:N0} ms");
        return await Verification.RunAsync(file, folder) ? 0 : 1;
    }

    private static async Task<bool> MakeAsync(Asset asset, Task<bool>[] before, string database, string data, PipelineView view)
    {
        if (before.Length > 0) view.Report(asset, $"after {string.Join(", ", asset.DependsOn)}");
        if ((await Task.WhenAll(before)).Contains(false))
        {
            view.Report(asset, "left out, for what it depends on failed");
            return false;
        }

        try
        {
            string[] arguments = ["asset", asset.Name, database, data];
            long rows = await AssetProcess.RunAsync(arguments, (process, said) => view.Report(asset, $"process {process} {said}"));
            view.Report(asset, $"{rows:N0} rows");
            return true;
        }
        catch (InvalidOperationException error)
        {
            view.Report(asset, error.Message);
            return false;
        }
    }
}
