using System.Collections;
using System.Numerics;
using System.Text;
using Lockkeeper.DuckDB.Native;

namespace Lockkeeper.DuckDB.Values;

/// <summary>Binds a .NET value by its own type.</summary>
internal static unsafe class ValueBinder
{
    private const int StackText = 256;

    public static void Bind(StatementHandle statement, ulong index, object? value, string name)
    {
        var state = value switch
        {
            null or DBNull => BindCalls.Null(statement, index),
            string text => BindText(statement, index, text),
            int number => BindCalls.Int32(statement, index, number),
            long number => BindCalls.Int64(statement, index, number),
            double number => BindCalls.Double(statement, index, number),
            bool flag => BindCalls.Boolean(statement, index, flag ? (byte)1 : (byte)0),
            decimal number => BindCalls.Decimal(statement, index, DecimalValues.ToNative(DecimalValues.From(number))),
            DateTime time => BindCalls.Timestamp(statement, index, TemporalValues.Micros(time)),
            DateTimeOffset instant => BindCalls.TimestampTz(statement, index, TemporalValues.Micros(instant)),
            DateOnly date => BindCalls.Date(statement, index, TemporalValues.Days(date)),
            TimeOnly time => BindCalls.Time(statement, index, TemporalValues.Micros(time)),
            byte[] bytes => BindBytes(statement, index, bytes),
            ReadOnlyMemory<byte> bytes => BindBytes(statement, index, bytes.Span),
            Memory<byte> bytes => BindBytes(statement, index, bytes.Span),
            float number => BindCalls.Float(statement, index, number),
            sbyte number => BindCalls.Int8(statement, index, number),
            short number => BindCalls.Int16(statement, index, number),
            byte number => BindCalls.UInt8(statement, index, number),
            ushort number => BindCalls.UInt16(statement, index, number),
            uint number => BindCalls.UInt32(statement, index, number),
            ulong number => BindCalls.UInt64(statement, index, number),
            Int128 number => BindCalls.HugeInt(statement, index, NativeHugeInt.From(number)),
            UInt128 number => BindCalls.UHugeInt(statement, index, NativeUHugeInt.From(number)),
            TimeSpan time => BindInterval(statement, index, DuckDBInterval.FromTimeSpan(time)),
            DuckDBInterval interval => BindInterval(statement, index, interval),
            DuckDBDecimal number => BindCalls.Decimal(statement, index, DecimalValues.ToNative(number)),
            char letter => BindText(statement, index, letter.ToString()),
            Guid or DuckDBTimeTz or BigInteger or BitArray => BindMade(statement, index, value),
            _ => throw new NotSupportedException(
                $"The parameter ${name} is a {value.GetType()}, for which DuckDB has no type. Send a text and CAST it, or several parameters."),
        };
        if (state != 0)
        {
            throw new DuckDBException($"DuckDB did not take the value of the parameter ${name}, a {value?.GetType().Name ?? "NULL"}.", DuckDBErrorType.InvalidInput);
        }
    }

    private static int BindText(StatementHandle statement, ulong index, string text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = size <= StackText ? stackalloc byte[StackText] : new byte[size];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        fixed (byte* first = bytes)
        {
            return BindCalls.Varchar(statement, index, first, (ulong)length);
        }
    }

    private static int BindBytes(StatementHandle statement, ulong index, ReadOnlySpan<byte> bytes)
    {
        byte nothing = 0;
        fixed (byte* first = bytes)
        {
            return BindCalls.Blob(statement, index, first is null ? &nothing : first, (ulong)bytes.Length);
        }
    }

    private static int BindInterval(StatementHandle statement, ulong index, DuckDBInterval value) =>
        BindCalls.Interval(statement, index, new(value.Months, value.Days, value.Micros));

    private static int BindMade(StatementHandle statement, ulong index, object value)
    {
        var made = ValueFactory.Create(value);
        try
        {
            return BindCalls.Value(statement, index, made);
        }
        finally
        {
            ValueCalls.Destroy(ref made);
        }
    }
}
