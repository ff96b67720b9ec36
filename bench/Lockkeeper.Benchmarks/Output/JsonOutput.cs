using System.Text.Json;

namespace Lockkeeper.Benchmarks.Output;

internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Write(string file, Report report) => File.WriteAllText(file, JsonSerializer.Serialize(report, Options) + "\n");
}
