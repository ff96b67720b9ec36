namespace Lockkeeper.Statements;

/// <summary>How a <see cref="SqlValue"/> holds its value.</summary>
public enum SqlValueKind : byte
{
    /// <summary>No value.</summary>
    Null,

    /// <summary>A 64-bit integer.</summary>
    Int64,

    /// <summary>A 64-bit floating point number.</summary>
    Double,

    /// <summary>A string.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Blob,

    /// <summary>Anything else: dates, decimals, GUIDs.</summary>
    Other,
}
