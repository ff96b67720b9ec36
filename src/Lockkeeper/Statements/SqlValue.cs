namespace Lockkeeper.Statements;

/// <summary>One parameter value of a statement, without boxing for the common scalar types.</summary>
public readonly struct SqlValue
{
    private readonly long _bits;
    private readonly object? _reference;

    private SqlValue(SqlValueKind kind, long bits, object? reference)
    {
        Kind = kind;
        _bits = bits;
        _reference = reference;
    }

    /// <summary>Which of the accessors holds the value.</summary>
    public SqlValueKind Kind { get; }

    /// <summary>The value of an <see cref="SqlValueKind.Int64"/>.</summary>
    public long Int64 => _bits;

    /// <summary>The value of a <see cref="SqlValueKind.Double"/>.</summary>
    public double Double => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The value of a <see cref="SqlValueKind.Text"/>.</summary>
    public string Text => (string)_reference!;

    /// <summary>The value of a <see cref="SqlValueKind.Blob"/>.</summary>
    public byte[] Blob => (byte[])_reference!;

    /// <summary>The value of an <see cref="SqlValueKind.Other"/>: the engine maps it as its driver maps a parameter.</summary>
    public object Other => _reference!;

    /// <summary>Wraps <paramref name="value"/>. All integers, booleans and enums become <see cref="SqlValueKind.Int64"/>.</summary>
    public static SqlValue From<T>(T value)
    {
        // The JIT drops the branches that cannot be taken for a value type.
        if (typeof(T) == typeof(int)) return new(SqlValueKind.Int64, (int)(object)value!, null);
        if (typeof(T) == typeof(long)) return new(SqlValueKind.Int64, (long)(object)value!, null);
        if (typeof(T) == typeof(double)) return new(SqlValueKind.Double, BitConverter.DoubleToInt64Bits((double)(object)value!), null);
        if (typeof(T) == typeof(bool)) return new(SqlValueKind.Int64, (bool)(object)value! ? 1 : 0, null);
        return FromObject(value);
    }

    private static SqlValue FromObject(object? value) => value switch
    {
        null or DBNull => default,
        string text => new(SqlValueKind.Text, 0, text),
        byte[] blob => new(SqlValueKind.Blob, 0, blob),
        int number => new(SqlValueKind.Int64, number, null),
        long number => new(SqlValueKind.Int64, number, null),
        bool flag => new(SqlValueKind.Int64, flag ? 1 : 0, null),
        double number => new(SqlValueKind.Double, BitConverter.DoubleToInt64Bits(number), null),
        float number => new(SqlValueKind.Double, BitConverter.DoubleToInt64Bits(number), null),
        short number => new(SqlValueKind.Int64, number, null),
        ushort number => new(SqlValueKind.Int64, number, null),
        byte number => new(SqlValueKind.Int64, number, null),
        sbyte number => new(SqlValueKind.Int64, number, null),
        uint number => new(SqlValueKind.Int64, number, null),
        ulong number => new(SqlValueKind.Int64, unchecked((long)number), null),
        Enum constant => new(SqlValueKind.Int64, Convert.ToInt64(constant, null), null),
        _ => new(SqlValueKind.Other, 0, value),
    };
}
