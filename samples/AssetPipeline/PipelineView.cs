using System.Diagnostics;
using Spectre.Console;

namespace AssetPipeline;

/// <summary>Shows how far each asset is: a table that changes in a terminal, lines elsewhere.</summary>
internal sealed class PipelineView
{
    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly IReadOnlyList<Asset> _assets;
    private readonly Table? _table;
    private LiveDisplayContext? _live;

    private PipelineView(IReadOnlyList<Asset> assets)
    {
        _assets = assets;
        if (Console.IsOutputRedirected) return;
        _table = new Table().AddColumns("asset", "after", "state");
        foreach (Asset asset in assets) _table.AddRow(asset.Name, "", "");
    }

    /// <summary>Shows the assets while <paramref name="work"/> runs.</summary>
    public static async Task<T> ShowAsync<T>(IReadOnlyList<Asset> assets, Func<PipelineView, Task<T>> work)
    {
        PipelineView view = new(assets);
        if (view._table is null) return await work(view);
        return await AnsiConsole.Live(view._table).StartAsync(live =>
        {
            view._live = live;
            return work(view);
        });
    }

    /// <summary>An asset has a new state. May be called from any thread.</summary>
    public void Report(Asset asset, string state)
    {
        string time = $"{_clock.ElapsedMilliseconds:N0} ms";
        lock (_gate)
        {
            if (_table is null)
            {
                Console.WriteLine($"{time,9}  {asset.Name,-14} {state}");
                return;
            }

            int row = _assets.ToList().IndexOf(asset);
            _table.UpdateCell(row, 1, new Text(time));
            _table.UpdateCell(row, 2, new Text(state));
            _live?.Refresh();
        }
    }
}
