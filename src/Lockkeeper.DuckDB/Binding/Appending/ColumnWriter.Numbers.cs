using System.Numerics;
using Lockkeeper.DuckDB.Native;
using Lockkeeper.DuckDB.Values;

namespace Lockkeeper.DuckDB.Appending;

// Numbers go into every column of numbers that holds them; what does not fit is an OverflowException.
internal sealed unsafe partial class ColumnWriter
{
    public void Write(int row, bool value)
    {
        if (Type.Kind != DuckDBType.Boolean)
        {
            throw Mismatch<bool>();
        }

        WriteRaw(row, value ? (byte)1 : (byte)0);
    }

    public void Write(int row, int value)
    {
        if (Type.Kind == DuckDBType.Integer)
        {
            WriteRaw(row, value);
        }
        else
        {
            Write(row, (long)value);
        }
    }

    public void Write(int row, long value)
    {
        switch (Type.Kind)
        {
            case DuckDBType.BigInt:
                WriteRaw(row, value);
                break;
            case DuckDBType.Integer:
                WriteRaw(row, checked((int)value));
                break;
            case DuckDBType.SmallInt:
                WriteRaw(row, checked((short)value));
                break;
            case DuckDBType.TinyInt:
                WriteRaw(row, checked((sbyte)value));
                break;
            case DuckDBType.UInteger:
                WriteRaw(row, checked((uint)value));
                break;
            case DuckDBType.USmallInt:
                WriteRaw(row, checked((ushort)value));
                break;
            case DuckDBType.UTinyInt:
                WriteRaw(row, checked((byte)value));
                break;
            case DuckDBType.Float:
                WriteRaw(row, (float)value);
                break;
            case DuckDBType.Double:
                WriteRaw(row, (double)value);
                break;
            default:
                Write(row, (Int128)value);
                break;
        }
    }

    public void Write(int row, Int128 value)
    {
        switch (Type.Kind)
        {
            case DuckDBType.HugeInt:
                WriteRaw(row, NativeHugeInt.From(value));
                break;
            case DuckDBType.UHugeInt:
                WriteRaw(row, NativeUHugeInt.From(checked((UInt128)value)));
                break;
            case DuckDBType.UBigInt:
                WriteRaw(row, checked((ulong)value));
                break;
            case DuckDBType.Decimal:
                WriteScaled(row, new(value, 0));
                break;
            case DuckDBType.BigNum:
                Write(row, (BigInteger)value);
                break;
            case DuckDBType.TinyInt or DuckDBType.SmallInt or DuckDBType.Integer or DuckDBType.BigInt or DuckDBType.UTinyInt
                or DuckDBType.USmallInt or DuckDBType.UInteger or DuckDBType.Float or DuckDBType.Double:
                Write(row, checked((long)value));
                break;
            default:
                throw Mismatch<Int128>();
        }
    }

    public void Write(int row, UInt128 value)
    {
        if (Type.Kind == DuckDBType.UHugeInt)
        {
            WriteRaw(row, NativeUHugeInt.From(value));
        }
        else
        {
            Write(row, checked((Int128)value));
        }
    }

    public void Write(int row, BigInteger value)
    {
        if (Type.Kind == DuckDBType.BigNum)
        {
            WriteBytes(row, BigNumFormat.Encode(value));
        }
        else if (Type.Kind == DuckDBType.UHugeInt)
        {
            Write(row, checked((UInt128)value));
        }
        else
        {
            Write(row, checked((Int128)value));
        }
    }

    public void Write(int row, double value)
    {
        switch (Type.Kind)
        {
            case DuckDBType.Double:
                WriteRaw(row, value);
                break;
            case DuckDBType.Float:
                WriteRaw(row, (float)value);
                break;
            case DuckDBType.Decimal:
                Write(row, (decimal)value);
                break;
            default:
                throw Mismatch<double>();
        }
    }

    public void Write(int row, decimal value)
    {
        switch (Type.Kind)
        {
            case DuckDBType.Decimal:
                WriteScaled(row, DecimalValues.From(value));
                break;
            case DuckDBType.Double or DuckDBType.Float:
                Write(row, (double)value);
                break;
            default:
                throw Mismatch<decimal>();
        }
    }

    public void Write(int row, DuckDBDecimal value) =>
        WriteScaled(row, Type.Kind == DuckDBType.Decimal ? value : throw Mismatch<DuckDBDecimal>());

    private void WriteScaled(int row, DuckDBDecimal value)
    {
        var unscaled = DecimalValues.Rescale(value, Type.Width, Type.Scale);
        switch (Type.Storage)
        {
            case DuckDBType.SmallInt:
                WriteRaw(row, (short)unscaled);
                break;
            case DuckDBType.Integer:
                WriteRaw(row, (int)unscaled);
                break;
            case DuckDBType.BigInt:
                WriteRaw(row, (long)unscaled);
                break;
            default:
                WriteRaw(row, NativeHugeInt.From(unscaled));
                break;
        }
    }
}
