using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>Values for a prepared statement's parameters, which count from 1 (https://duckdb.org/docs/stable/clients/c/prepared).</summary>
internal static unsafe partial class BindCalls
{
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_null")]
    public static partial int Null(StatementHandle statement, ulong index);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_boolean")]
    public static partial int Boolean(StatementHandle statement, ulong index, byte value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_int8")]
    public static partial int Int8(StatementHandle statement, ulong index, sbyte value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_int16")]
    public static partial int Int16(StatementHandle statement, ulong index, short value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_int32")]
    public static partial int Int32(StatementHandle statement, ulong index, int value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_int64")]
    public static partial int Int64(StatementHandle statement, ulong index, long value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_uint8")]
    public static partial int UInt8(StatementHandle statement, ulong index, byte value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_uint16")]
    public static partial int UInt16(StatementHandle statement, ulong index, ushort value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_uint32")]
    public static partial int UInt32(StatementHandle statement, ulong index, uint value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_uint64")]
    public static partial int UInt64(StatementHandle statement, ulong index, ulong value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_hugeint")]
    public static partial int HugeInt(StatementHandle statement, ulong index, NativeHugeInt value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_uhugeint")]
    public static partial int UHugeInt(StatementHandle statement, ulong index, NativeUHugeInt value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_float")]
    public static partial int Float(StatementHandle statement, ulong index, float value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_double")]
    public static partial int Double(StatementHandle statement, ulong index, double value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_date")]
    public static partial int Date(StatementHandle statement, ulong index, int days);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_time")]
    public static partial int Time(StatementHandle statement, ulong index, long micros);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_timestamp")]
    public static partial int Timestamp(StatementHandle statement, ulong index, long micros);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_timestamp_tz")]
    public static partial int TimestampTz(StatementHandle statement, ulong index, long micros);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_interval")]
    public static partial int Interval(StatementHandle statement, ulong index, NativeInterval value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_decimal")]
    public static partial int Decimal(StatementHandle statement, ulong index, NativeDecimal value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_varchar_length")]
    public static partial int Varchar(StatementHandle statement, ulong index, byte* text, ulong length);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_blob")]
    public static partial int Blob(StatementHandle statement, ulong index, byte* data, ulong length);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_bind_value")]
    public static partial int Value(StatementHandle statement, ulong index, nint value);
}
