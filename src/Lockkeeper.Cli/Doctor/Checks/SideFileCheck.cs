using Lockkeeper.Locking;

namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>The state of Lockkeeper's own file. Data never depends on it.</summary>
internal static class SideFileCheck
{
    private const string Name = "side file";

    /// <summary>Judges it.</summary>
    public static Finding Check(Patient patient)
    {
        if (patient.Side.Lockkeeper is not { } file) return Finding.Ok(Name, "There is none: no Lockkeeper program has opened the file yet.");
        if (file.Facts.Links > 1)
            return Finding.Warning(Name, $"{file.Name} has {file.Facts.Links} names, so that programs on another database may queue here too.", "Delete the other names while nobody uses either database.");
        try
        {
            return Finding.Ok(Name, $"{file.Name} is sound; {PresenceBoard.ReadFrom(patient.Path).Count} Lockkeeper processes are on its board.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Finding.Warning(Name, $"{file.Name} cannot be read: {error.Message}", "Correct its mode and owner, or delete it while no Lockkeeper program runs; it is made anew and holds no data.");
        }
    }
}
