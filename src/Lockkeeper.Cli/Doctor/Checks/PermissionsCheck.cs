using System.Globalization;
using Lockkeeper.Cli.Doctor.Reading;
using Lockkeeper.Sqlite.Native;

namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>Whether all who may write the database may write the files beside it: SQLite and Lockkeeper give them its owner and mode.</summary>
internal static class PermissionsCheck
{
    private const string Name = "permissions";

    /// <summary>Judges them, one finding a file that differs.</summary>
    public static IEnumerable<Finding> Check(Patient patient)
    {
        if (!OperatingSystem.IsLinux()) yield break;
        string folder = Path.GetDirectoryName(patient.Path)!;
        bool good = true;
        if (Libc.Access(folder, Libc.WriteOk) != 0)
        {
            good = false;
            yield return Finding.Warning(Name, $"This user may not write in {folder}, where the engine puts files beside the database.", "If this user's programs are to write the database, give them the right to write in the folder.");
        }

        foreach (PresentFile file in patient.Side.All.Where(file => file.Owner != patient.File.Owner || file.Mode != patient.File.Mode))
        {
            good = false;
            yield return Finding.Problem(
                Name,
                $"{file.Name} is {Text(file)}, the database {Text(patient.File)}: who may use the one may not be able to use the other.",
                $"chown --reference and chmod --reference the database on {file.Name}, with the programs still running; copy it nowhere.");
        }

        if (good) yield return Finding.Ok(Name, $"{Text(patient.File)}; the files beside it alike.");
    }

    private static string Text(PresentFile file) => file.Owner is { } owner
        ? string.Create(CultureInfo.InvariantCulture, $"{Convert.ToString((int)file.Mode, 8)} of user {owner.User}, group {owner.Group}")
        : Convert.ToString((int)file.Mode, 8);
}
