using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>DuckDB's strings, which are UTF-8 and end with a zero.</summary>
internal static class NativeText
{
    /// <summary>The text at <paramref name="text"/>, which stays DuckDB's.</summary>
    public static string? Read(nint text) => Marshal.PtrToStringUTF8(text);

    /// <summary>The text at <paramref name="text"/>, which is freed.</summary>
    public static string? Take(nint text)
    {
        if (text == 0)
        {
            return null;
        }

        try
        {
            return Marshal.PtrToStringUTF8(text);
        }
        finally
        {
            InstanceCalls.Free(text);
        }
    }
}
