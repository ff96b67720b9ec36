using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Lockkeeper.DuckDB;

/// <summary>
/// A parameter's value. Its name may have the prefix <c>$</c>, <c>@</c> or <c>:</c>, or none; without a name it is the next of the
/// positional ones. The value's own .NET type says how it is sent: see <see cref="DuckDBType"/>, which is what each type is read as. A
/// <see cref="DateTime"/> is sent as it stands, whatever its kind, as a <c>TIMESTAMP</c>; a <see cref="DateTimeOffset"/> as the instant.
/// </summary>
public sealed class DuckDBParameter : DbParameter
{
    private string _name = "";

    /// <summary>A parameter without a name and a value yet.</summary>
    public DuckDBParameter()
    {
    }

    /// <summary>A positional parameter.</summary>
    public DuckDBParameter(object? value) => Value = value;

    /// <summary>A parameter with a name.</summary>
    public DuckDBParameter(string name, object? value)
    {
        ParameterName = name;
        Value = value;
    }

    /// <summary>Kept, not used: the value's own type counts.</summary>
    public override DbType DbType { get; set; } = DbType.Object;

    /// <summary>DuckDB has values that go in, no others.</summary>
    public override ParameterDirection Direction
    {
        get => ParameterDirection.Input;
        set
        {
            if (value != ParameterDirection.Input)
            {
                throw new NotSupportedException($"DuckDB has input parameters only, not {value}.");
            }
        }
    }

    /// <inheritdoc />
    public override bool IsNullable { get; set; } = true;

    /// <inheritdoc />
    [AllowNull]
    public override string ParameterName
    {
        get => _name;
        set
        {
            _name = value ?? "";
            BareName = _name is ['$' or '@' or ':', .. var rest] ? rest : _name;
        }
    }

    /// <summary>Kept, not used: a value is sent whole.</summary>
    public override int Size { get; set; }

    /// <inheritdoc />
    [AllowNull]
    public override string SourceColumn { get; set; } = "";

    /// <inheritdoc />
    public override bool SourceColumnNullMapping { get; set; }

    /// <summary>The value; <see langword="null"/> and <see cref="DBNull"/> are <c>NULL</c>.</summary>
    public override object? Value { get; set; }

    internal string BareName { get; private set; } = "";

    /// <inheritdoc />
    public override void ResetDbType() => DbType = DbType.Object;
}
