using System.Diagnostics;
using System.Globalization;

namespace AssetPipeline;

/// <summary>Starts this program again, for one asset.</summary>
internal static class AssetProcess
{
    /// <summary>Makes an asset in a process of its own.</summary>
    /// <param name="arguments">What the process is started with.</param>
    /// <param name="report">Told of each thing that the process says.</param>
    /// <returns>How many rows the asset has.</returns>
    /// <exception cref="InvalidOperationException">The process failed; the message is what it said.</exception>
    public static async Task<long> RunAsync(string[] arguments, Action<int, string> report)
    {
        // Started as "dotnet AssetPipeline.dll", the program of this process is dotnet.
        string program = Environment.ProcessPath!;
        string[] itself = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        ProcessStartInfo start = new(program, [.. itself, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        long? rows = null;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("done ", StringComparison.Ordinal)) rows = long.Parse(line.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture);
            else report(process.Id, line);
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0 && rows is { } count
            ? count
            : throw new InvalidOperationException($"process {process.Id} ended with {process.ExitCode}: {(await errors).Trim()}");
    }
}
