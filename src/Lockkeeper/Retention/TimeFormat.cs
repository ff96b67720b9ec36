namespace Lockkeeper.Retention;

/// <summary>How a column holds times.</summary>
public enum TimeFormat
{
    /// <summary>Text in ISO 8601, UTC unless it has an offset: <c>2026-01-31 12:00:00</c>, as <c>CURRENT_TIMESTAMP</c> writes it.</summary>
    Text,

    /// <summary>Seconds since 1970, whole or with a fraction.</summary>
    Unix,

    /// <summary>Milliseconds since 1970.</summary>
    UnixMilliseconds,
}
