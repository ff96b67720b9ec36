using System.Runtime.InteropServices;

namespace Lockkeeper.Locking.Platforms;

/// <summary>Error numbers as exceptions.</summary>
internal static class PosixErrors
{
    /// <summary>The exception for an error number, its text and what was tried in the message.</summary>
    public static Exception Describe(int error, string verb, string path)
    {
        string message = $"Cannot {verb} '{path}': {Marshal.GetPInvokeErrorMessage(error)} (error {error}).";
        return error switch
        {
            PosixCalls.NoEntry => new FileNotFoundException(message, path),
            PosixCalls.AccessDenied => new UnauthorizedAccessException(message),
            _ => new IOException(message, error),
        };
    }
}
