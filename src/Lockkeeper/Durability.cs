namespace Lockkeeper;

/// <summary>What an acknowledged write survives.</summary>
public enum Durability
{
    /// <summary>
    /// An acknowledged write survives the death of the process. After a power cut or a crash of the operating system
    /// the file is sound, but the last acknowledged writes may be missing. SQLite: <c>synchronous=NORMAL</c> in WAL mode.
    /// </summary>
    Normal,

    /// <summary>
    /// An acknowledged write also survives a power cut: each commit waits for the disk. SQLite: <c>synchronous=FULL</c>.
    /// </summary>
    Full,
}
