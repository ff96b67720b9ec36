using Microsoft.Win32.SafeHandles;

namespace Lockkeeper.Locking.Platforms;

/// <summary>What the side file needs of an operating system. Errors are <see cref="IOException"/>s or <see cref="UnauthorizedAccessException"/>s.</summary>
internal interface ISideFilePlatform
{
    /// <summary>
    /// Opens <paramref name="path"/> for reading and writing, close-on-exec, following no symbolic link; where it is
    /// missing, creates it with the mode and owner of <paramref name="model"/> as far as the rights allow.
    /// </summary>
    SafeFileHandle Open(string path, string model);

    /// <summary>Opens <paramref name="path"/> for reading only.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    SafeFileHandle OpenReadOnly(string path);

    /// <summary>A check that tells whether the file of <paramref name="handle"/> still stands at <paramref name="path"/>.</summary>
    Func<bool> WatchPath(SafeFileHandle handle, string path);

    /// <summary>
    /// Lets programs that this process starts from now on inherit the open file and with it its locks. Does nothing where
    /// the system cannot.
    /// </summary>
    void LetProgramsInherit(SafeFileHandle handle);

    /// <summary>The locks of an open file.</summary>
    IRangeLocks LocksOf(SafeFileHandle handle);
}
