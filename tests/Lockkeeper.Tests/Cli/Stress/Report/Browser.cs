using System.Diagnostics;

namespace Lockkeeper.Tests.Cli.Stress.Report;

/// <summary>Chromium without a window, with a profile of its own and no network.</summary>
internal sealed class Browser(DirectoryInfo folder)
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Its program, or <see langword="null"/> where there is none.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(directory => Names.Select(name => Path.Combine(directory, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Opens a page, and gives its document as it is after its scripts ran, and what was said on the console.</summary>
    public Task<(string Output, string Console)> ReadAsync(string page, int width) => RunAsync(page, width, "--dump-dom");

    /// <summary>Opens a page and makes a picture of it.</summary>
    public async Task<Picture> ShootAsync(string page, int width, string file)
    {
        await RunAsync(page, width, $"--screenshot={file}");
        return Picture.Load(file);
    }

    private async Task<(string Output, string Console)> RunAsync(string page, int width, string what)
    {
        var start = new ProcessStartInfo(
            Program!,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-extensions", "--no-first-run",
                "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--proxy-server=127.0.0.1:9", "--enable-logging=stderr",
                // The page's own clock goes on at once.
                "--virtual-time-budget=3000",
                $"--user-data-dir={Path.Combine(folder.FullName, "profile")}", $"--window-size={width},2600", what, new Uri(page).AbsoluteUri,
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            string[] said = [.. (await errors).Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))];
            return (output, string.Join('\n', said));
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
