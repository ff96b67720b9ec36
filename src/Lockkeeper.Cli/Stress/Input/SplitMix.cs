namespace Lockkeeper.Cli.Stress.Input;

/// <summary>Numbers that look like chance and are always the same.</summary>
internal static class SplitMix
{
    /// <summary>SplitMix64's output function (https://prng.di.unimi.it/splitmix64.c).</summary>
    public static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
