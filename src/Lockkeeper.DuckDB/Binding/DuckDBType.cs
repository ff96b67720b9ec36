namespace Lockkeeper.DuckDB;

/// <summary>DuckDB's types: <c>duckdb_type</c> (https://duckdb.org/docs/stable/sql/data_types/overview). Each says what .NET value it is read as.</summary>
public enum DuckDBType
{
    /// <summary>None, or one that this binding does not know.</summary>
    Invalid = 0,

    /// <summary><see cref="bool"/>.</summary>
    Boolean = 1,

    /// <summary><see cref="sbyte"/>.</summary>
    TinyInt = 2,

    /// <summary><see cref="short"/>.</summary>
    SmallInt = 3,

    /// <summary><see cref="int"/>.</summary>
    Integer = 4,

    /// <summary><see cref="long"/>.</summary>
    BigInt = 5,

    /// <summary><see cref="byte"/>.</summary>
    UTinyInt = 6,

    /// <summary><see cref="ushort"/>.</summary>
    USmallInt = 7,

    /// <summary><see cref="uint"/>.</summary>
    UInteger = 8,

    /// <summary><see cref="ulong"/>.</summary>
    UBigInt = 9,

    /// <summary><see cref="float"/>.</summary>
    Float = 10,

    /// <summary><see cref="double"/>.</summary>
    Double = 11,

    /// <summary>Microseconds without a time zone: <see cref="DateTime"/>, its kind unspecified.</summary>
    Timestamp = 12,

    /// <summary><see cref="DateOnly"/>.</summary>
    Date = 13,

    /// <summary><see cref="TimeOnly"/>.</summary>
    Time = 14,

    /// <summary><see cref="DuckDBInterval"/>.</summary>
    Interval = 15,

    /// <summary><see cref="Int128"/>.</summary>
    HugeInt = 16,

    /// <summary><see cref="string"/>.</summary>
    Varchar = 17,

    /// <summary>An array of <see cref="byte"/>.</summary>
    Blob = 18,

    /// <summary><see cref="decimal"/>.</summary>
    Decimal = 19,

    /// <summary>Seconds: <see cref="DateTime"/>.</summary>
    TimestampS = 20,

    /// <summary>Milliseconds: <see cref="DateTime"/>.</summary>
    TimestampMs = 21,

    /// <summary>Nanoseconds: <see cref="DateTime"/>, cut to 100 ns.</summary>
    TimestampNs = 22,

    /// <summary><see cref="string"/>.</summary>
    Enum = 23,

    /// <summary>An array of <see cref="object"/>, or as asked for.</summary>
    List = 24,

    /// <summary>A <see cref="Dictionary{TKey, TValue}"/> from field names to values.</summary>
    Struct = 25,

    /// <summary>A <see cref="Dictionary{TKey, TValue}"/> from keys to values.</summary>
    Map = 26,

    /// <summary><see cref="Guid"/>.</summary>
    Uuid = 27,

    /// <summary>The value of the member that is set.</summary>
    Union = 28,

    /// <summary><see cref="System.Collections.BitArray"/>.</summary>
    Bit = 29,

    /// <summary><see cref="DuckDBTimeTz"/>.</summary>
    TimeTz = 30,

    /// <summary>An instant: <see cref="DateTimeOffset"/> with the offset zero.</summary>
    TimestampTz = 31,

    /// <summary><see cref="UInt128"/>.</summary>
    UHugeInt = 32,

    /// <summary>An array of <see cref="object"/>, or as asked for.</summary>
    Array = 33,

    /// <summary><see cref="System.Numerics.BigInteger"/>.</summary>
    BigNum = 35,

    /// <summary>The type of <c>NULL</c> alone.</summary>
    SqlNull = 36,

    /// <summary>Nanoseconds: <see cref="TimeOnly"/>, cut to 100 ns.</summary>
    TimeNs = 39,
}
