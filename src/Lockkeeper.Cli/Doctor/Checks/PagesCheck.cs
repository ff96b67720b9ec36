using System.Globalization;

namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>The page size, and how much of the file is free pages (https://sqlite.org/pragma.html#pragma_auto_vacuum).</summary>
internal static class PagesCheck
{
    private const string Name = "pages";
    private const long Usual = 4_096;
    private const long ManyFree = 16L << 20;

    private static readonly string[] AutoVacuum = ["none", "full", "incremental"];

    /// <summary>Judges them.</summary>
    public static Finding? Check(Patient patient)
    {
        if (patient.Facts is not { } facts) return null;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{facts.PageCount:N0} of {ByteSize.Text(facts.PageSize)}, {facts.FreePages:N0} of them free; auto_vacuum {AutoVacuum[facts.AutoVacuum]}; cache {Cache(facts.CacheSize, facts.PageSize)} a connection unless it sets another.");
        if (facts.FreePages * 4 > facts.PageCount && facts.FreePages * facts.PageSize > ManyFree)
        {
            return Finding.Warning(
                Name,
                text,
                facts.AutoVacuum == 2
                    ? "More than a quarter is free: lockkeeper vacuum gives it back, letting writers through."
                    : "More than a quarter is free. It is used again by new rows; to make the file smaller run lockkeeper vacuum --full at a quiet hour, for it rewrites the whole file.");
        }

        return facts.PageSize < Usual
            ? Finding.Warning(Name, text, "Small pages cost speed. PRAGMA page_size = 4096 in rollback mode, then VACUUM, at a quiet hour.")
            : Finding.Ok(Name, text);
    }

    // Negative numbers are KiB: https://sqlite.org/pragma.html#pragma_cache_size
    private static string Cache(long size, long pageSize) => ByteSize.Text(size < 0 ? -size * 1_024 : size * pageSize);
}
