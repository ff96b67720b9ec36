namespace Lockkeeper.Tests.Cli.Stress.Input;

/// <summary>The access log of a real site, which a checkout may have beside it in <c>../shared/data</c>.</summary>
internal static class RealLog
{
    /// <summary>Its path, or <see langword="null"/>.</summary>
    public static string? Path { get; } = Find();

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Lockkeeper.slnx"))) continue;
            for (DirectoryInfo? beside = folder.Parent; beside is not null; beside = beside.Parent)
            {
                string path = System.IO.Path.Combine(beside.FullName, "shared", "data", "apache_access.log");
                if (File.Exists(path)) return path;
            }
        }

        return null;
    }
}
