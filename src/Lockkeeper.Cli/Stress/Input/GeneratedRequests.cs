using System.Globalization;

namespace Lockkeeper.Cli.Stress.Input;

/// <summary>
/// An endless, always equal access log for when none is at hand. Request <c>n</c> is computed from <c>n</c> alone. Few
/// visitors come often and many once or twice (Zipf's law: the busiest one makes 7 % of all requests), so that the same rows are
/// updated again and again, as on a real site.
/// </summary>
internal sealed class GeneratedRequests : IRequestSource
{
    /// <summary>The visitors that a long enough run meets.</summary>
    public const int Visitors = 20_000;

    private const int Pages = 500;
    private const ulong Seed = 0x10CC_CEE9_E200_0001;

    // 17 May 2015, 10:05:03 UTC, and 40 requests a second from there.
    private const long FirstSecond = 1_431_857_103;
    private const int RequestsPerSecond = 40;

    private static readonly int[] Statuses = [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 304, 304, 301, 404, 500];

    private readonly string[] _visitors = new string[Visitors];
    private readonly string[] _paths = new string[Pages];

    public GeneratedRequests()
    {
        for (int i = 0; i < Visitors; i++) _visitors[i] = Address(i);
        for (int i = 0; i < Pages; i++) _paths[i] = string.Create(CultureInfo.InvariantCulture, $"/articles/{i / 20:00}/page-{i:0000}.html");
    }

    /// <inheritdoc/>
    public Request this[long number]
    {
        get
        {
            ulong a = SplitMix.Mix(Seed + (ulong)number);
            ulong b = SplitMix.Mix(a);
            // Visitors^u for u uniform in [0, 1) is Zipf's law with exponent 1.
            int visitor = (int)Math.Pow(Visitors, Unit(a)) - 1;
            int page = (int)Math.Pow(Pages, Unit(b)) - 1;
            int status = Statuses[(int)(b & 15)];
            long bytes = status == 304 ? 0 : 200 + (long)Math.Pow(400_000, Unit(SplitMix.Mix(b)));
            string method = (a & 31) == 0 ? "POST" : "GET";
            return new Request(_visitors[visitor], FirstSecond + (number / RequestsPerSecond), method, _paths[page], status, bytes);
        }
    }

    private static string Address(int visitor)
    {
        // An odd factor permutes the numbers below 2^24, so no two visitors share an address.
        uint low = (uint)visitor * 0x9E_3779B1u & 0xFF_FFFF;
        return visitor % 8 == 7
            ? string.Create(CultureInfo.InvariantCulture, $"2001:db8:{low >> 16:x}:{low & 0xFFFF:x}::1")
            : string.Create(CultureInfo.InvariantCulture, $"{(visitor % 90) + 11}.{low >> 16}.{(low >> 8) & 255}.{low & 255}");
    }

    private static double Unit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));
}
