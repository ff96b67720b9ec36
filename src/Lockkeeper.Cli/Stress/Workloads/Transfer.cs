namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>What a worker is asked to transfer.</summary>
/// <param name="Source">The account that pays.</param>
/// <param name="Target">The account that is paid, another one.</param>
/// <param name="Amount">How much, as far as the source has it.</param>
internal readonly record struct Transfer(int Source, int Target, long Amount)
{
    /// <summary>The transfer that an item stands for: always the same, and spread over all accounts.</summary>
    public static Transfer Of(long item, int accounts)
    {
        // Knuth's multiplicative hash spreads numbers that follow each other.
        ulong bits = (ulong)item * 0x9E37_79B9_7F4A_7C15;
        int source = (int)((bits >> 40) % (ulong)accounts);
        int step = 1 + (int)((bits >> 20) % (ulong)(accounts - 1));
        return new Transfer(source, (source + step) % accounts, 1 + (long)(bits % 200));
    }
}
