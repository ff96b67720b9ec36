using System.Collections;
using System.Globalization;
using System.Numerics;
using Lockkeeper.DuckDB.Native;

namespace Lockkeeper.DuckDB.Values;

/// <summary>A column's type, read once from DuckDB: its kind, and what the kind alone does not say.</summary>
internal sealed class ColumnType
{
    private ColumnType(DuckDBType kind) => (Kind, Storage) = (kind, kind);

    public DuckDBType Kind { get; }

    /// <summary>As what integer a decimal or an enum is stored; else the kind.</summary>
    public DuckDBType Storage { get; private init; }

    /// <summary>A decimal's digits.</summary>
    public byte Width { get; private init; }

    /// <summary>A decimal's digits behind the point.</summary>
    public byte Scale { get; private init; }

    /// <summary>An enum's values.</summary>
    public string[] Labels { get; private init; } = [];

    /// <summary>The elements' type, the fields', the members', or the key's and the value's.</summary>
    public ColumnType[] Children { get; private init; } = [];

    /// <summary>The names of fields and members.</summary>
    public string[] Names { get; private init; } = [];

    /// <summary>How many elements an array has.</summary>
    public int Length { get; private init; }

    /// <summary>The type of what <see cref="VectorReader.GetValue"/> returns.</summary>
    public Type ClrType => Kind switch
    {
        DuckDBType.Boolean => typeof(bool),
        DuckDBType.TinyInt => typeof(sbyte),
        DuckDBType.SmallInt => typeof(short),
        DuckDBType.Integer => typeof(int),
        DuckDBType.BigInt => typeof(long),
        DuckDBType.UTinyInt => typeof(byte),
        DuckDBType.USmallInt => typeof(ushort),
        DuckDBType.UInteger => typeof(uint),
        DuckDBType.UBigInt => typeof(ulong),
        DuckDBType.HugeInt => typeof(Int128),
        DuckDBType.UHugeInt => typeof(UInt128),
        DuckDBType.BigNum => typeof(BigInteger),
        DuckDBType.Float => typeof(float),
        DuckDBType.Double => typeof(double),
        DuckDBType.Decimal => typeof(decimal),
        DuckDBType.Timestamp or DuckDBType.TimestampS or DuckDBType.TimestampMs or DuckDBType.TimestampNs => typeof(DateTime),
        DuckDBType.TimestampTz => typeof(DateTimeOffset),
        DuckDBType.Date => typeof(DateOnly),
        DuckDBType.Time or DuckDBType.TimeNs => typeof(TimeOnly),
        DuckDBType.TimeTz => typeof(DuckDBTimeTz),
        DuckDBType.Interval => typeof(DuckDBInterval),
        DuckDBType.Uuid => typeof(Guid),
        DuckDBType.Varchar or DuckDBType.Enum => typeof(string),
        DuckDBType.Blob => typeof(byte[]),
        DuckDBType.Bit => typeof(BitArray),
        DuckDBType.List or DuckDBType.Array => typeof(object[]),
        DuckDBType.Struct => typeof(Dictionary<string, object?>),
        DuckDBType.Map => typeof(Dictionary<object, object?>),
        _ => typeof(object),
    };

    /// <summary>The type of a <c>duckdb_logical_type</c>, which is destroyed.</summary>
    public static ColumnType Take(nint type)
    {
        try
        {
            return Read(type);
        }
        finally
        {
            LogicalTypeCalls.Destroy(ref type);
        }
    }

    /// <summary>The type in SQL, such as <c>DECIMAL(18,3)</c> or <c>INTEGER[]</c>.</summary>
    public override string ToString() => Kind switch
    {
        DuckDBType.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({Width},{Scale})"),
        DuckDBType.List => $"{Children[0]}[]",
        DuckDBType.Array => string.Create(CultureInfo.InvariantCulture, $"{Children[0]}[{Length}]"),
        DuckDBType.Map => $"MAP({Children[0]}, {Children[1]})",
        DuckDBType.Struct or DuckDBType.Union => $"{Kind.ToString().ToUpperInvariant()}({string.Join(", ", Names.Zip(Children, (name, child) => $"{name} {child}"))})",
        DuckDBType.Enum => $"ENUM({string.Join(", ", Labels.Select(label => $"'{label.Replace("'", "''", StringComparison.Ordinal)}'"))})",
        DuckDBType.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDBType.TimeTz => "TIME WITH TIME ZONE",
        DuckDBType.TimestampS => "TIMESTAMP_S",
        DuckDBType.TimestampMs => "TIMESTAMP_MS",
        DuckDBType.TimestampNs => "TIMESTAMP_NS",
        DuckDBType.TimeNs => "TIME_NS",
        DuckDBType.SqlNull => "\"NULL\"",
        _ => Kind.ToString().ToUpperInvariant(),
    };

    /// <summary>The type of a <c>duckdb_logical_type</c>, which stays the caller's.</summary>
    public static ColumnType Read(nint type)
    {
        var kind = (DuckDBType)LogicalTypeCalls.Id(type);
        return kind switch
        {
            DuckDBType.Decimal => new(kind)
            {
                Width = LogicalTypeCalls.DecimalWidth(type),
                Scale = LogicalTypeCalls.DecimalScale(type),
                Storage = (DuckDBType)LogicalTypeCalls.DecimalInternalType(type),
            },
            DuckDBType.Enum => new(kind)
            {
                Storage = (DuckDBType)LogicalTypeCalls.EnumInternalType(type),
                Labels = Each(LogicalTypeCalls.EnumSize(type), i => NativeText.Take(LogicalTypeCalls.EnumValue(type, i))!),
            },
            DuckDBType.List => new(kind) { Children = [Take(LogicalTypeCalls.ListChild(type))] },
            DuckDBType.Array => new(kind)
            {
                Children = [Take(LogicalTypeCalls.ArrayChild(type))],
                Length = checked((int)LogicalTypeCalls.ArraySize(type)),
            },
            DuckDBType.Map => new(kind) { Children = [Take(LogicalTypeCalls.MapKey(type)), Take(LogicalTypeCalls.MapValue(type))] },
            DuckDBType.Struct => new(kind)
            {
                Children = Each(LogicalTypeCalls.StructCount(type), i => Take(LogicalTypeCalls.StructChild(type, i))),
                Names = Each(LogicalTypeCalls.StructCount(type), i => NativeText.Take(LogicalTypeCalls.StructName(type, i))!),
            },
            DuckDBType.Union => new(kind)
            {
                Children = Each(LogicalTypeCalls.UnionCount(type), i => Take(LogicalTypeCalls.UnionChild(type, i))),
                Names = Each(LogicalTypeCalls.UnionCount(type), i => NativeText.Take(LogicalTypeCalls.UnionName(type, i))!),
            },
            _ => new(kind),
        };
    }

    private static T[] Each<T>(ulong count, Func<ulong, T> read)
    {
        var all = new T[count];
        for (var i = 0UL; i < count; i++)
        {
            all[i] = read(i);
        }

        return all;
    }
}
