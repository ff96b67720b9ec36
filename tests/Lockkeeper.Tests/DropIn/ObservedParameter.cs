using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.DropIn;

/// <summary>Tells when the driver asks for its name: a statement is prepared, and has not begun.</summary>
internal sealed class ObservedParameter(string name, object value, Action asked) : SqliteParameter(name, value)
{
    [AllowNull]
    public override string ParameterName
    {
        get
        {
            // The base class asks before there is anybody to tell.
            asked?.Invoke();
            return base.ParameterName;
        }

        set => base.ParameterName = value;
    }
}
