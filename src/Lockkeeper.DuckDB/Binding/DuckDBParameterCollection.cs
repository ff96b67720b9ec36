using System.Collections;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Lockkeeper.DuckDB;

/// <summary>A command's parameters.</summary>
[SuppressMessage("Design", "CA1010", Justification = "A DbParameterCollection is no typed collection.")]
public sealed class DuckDBParameterCollection : DbParameterCollection
{
    private readonly List<DuckDBParameter> _parameters = [];

    /// <inheritdoc />
    public override int Count => _parameters.Count;

    /// <inheritdoc />
    public override object SyncRoot => ((ICollection)_parameters).SyncRoot;

    /// <summary>The parameter at <paramref name="index"/>.</summary>
    public new DuckDBParameter this[int index]
    {
        get => _parameters[index];
        set => _parameters[index] = value;
    }

    /// <summary>Adds a parameter with a name.</summary>
    public DuckDBParameter Add(string name, object? value) => Add(new DuckDBParameter(name, value));

    /// <summary>Adds <paramref name="parameter"/>.</summary>
    public DuckDBParameter Add(DuckDBParameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        _parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Adds a <see cref="DuckDBParameter"/>, or any other value as a positional one.</summary>
    public override int Add(object value)
    {
        _parameters.Add(value as DuckDBParameter ?? new DuckDBParameter(value));
        return _parameters.Count - 1;
    }

    /// <inheritdoc />
    public override void AddRange(Array values)
    {
        foreach (var value in values)
        {
            Add(value);
        }
    }

    /// <inheritdoc />
    public override void Clear() => _parameters.Clear();

    /// <inheritdoc />
    public override bool Contains(object value) => _parameters.Contains(value as DuckDBParameter ?? new());

    /// <inheritdoc />
    public override bool Contains(string value) => IndexOf(value) >= 0;

    /// <inheritdoc />
    public override void CopyTo(Array array, int index) => ((ICollection)_parameters).CopyTo(array, index);

    /// <inheritdoc />
    public override IEnumerator GetEnumerator() => _parameters.GetEnumerator();

    /// <inheritdoc />
    public override int IndexOf(object value) => value is DuckDBParameter parameter ? _parameters.IndexOf(parameter) : -1;

    /// <summary>Where the parameter of that name is, with or without its prefix; DuckDB does not tell upper from lower case.</summary>
    public override int IndexOf(string parameterName) => Find(parameterName is ['$' or '@' or ':', .. var rest] ? rest : parameterName);

    /// <inheritdoc />
    public override void Insert(int index, object value) => _parameters.Insert(index, (DuckDBParameter)value);

    /// <inheritdoc />
    public override void Remove(object value) => _parameters.Remove((DuckDBParameter)value);

    /// <inheritdoc />
    public override void RemoveAt(int index) => _parameters.RemoveAt(index);

    /// <inheritdoc />
    public override void RemoveAt(string parameterName) => _parameters.RemoveAt(IndexOrThrow(parameterName));

    internal int Find(string bareName)
    {
        for (var i = 0; i < _parameters.Count; i++)
        {
            if (_parameters[i].BareName.Equals(bareName, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    /// <inheritdoc />
    protected override DbParameter GetParameter(int index) => _parameters[index];

    /// <inheritdoc />
    protected override DbParameter GetParameter(string parameterName) => _parameters[IndexOrThrow(parameterName)];

    /// <inheritdoc />
    protected override void SetParameter(int index, DbParameter value) => _parameters[index] = (DuckDBParameter)value;

    /// <inheritdoc />
    protected override void SetParameter(string parameterName, DbParameter value) =>
        _parameters[IndexOrThrow(parameterName)] = (DuckDBParameter)value;

    private int IndexOrThrow(string name) =>
        IndexOf(name) is >= 0 and var index ? index : throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such parameter.");
}
