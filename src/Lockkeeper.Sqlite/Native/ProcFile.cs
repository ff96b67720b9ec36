namespace Lockkeeper.Sqlite.Native;

/// <summary>Files of <c>/proc</c>, which may be missing or unreadable at any time.</summary>
internal static class ProcFile
{
    /// <summary>The text, or an empty one where it cannot be read: what it would tell is then not known.</summary>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The process is gone, /proc is not mounted, or it is another user's.
            return "";
        }
    }
}
