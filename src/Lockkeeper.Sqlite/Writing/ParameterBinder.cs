using Lockkeeper.Statements;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.Writing;

/// <summary>
/// Binds the parameters of a caller's command to a kept statement, where that gives exactly what the driver would give.
/// </summary>
internal static class ParameterBinder
{
    /// <summary>
    /// Binds all parameters, or returns <see langword="false"/> where the driver has to: a parameter without value or place,
    /// one that is cut to a size, one whose type says how it is stored.
    /// </summary>
    /// <param name="statement">A single statement.</param>
    /// <param name="parameters">The command's parameters, or <see langword="null"/> for none.</param>
    /// <param name="binder">The connection's.</param>
    /// <param name="large">Whether a large value stays bound.</param>
    public static bool TryBind(CachedStatement statement, SqliteParameterCollection? parameters, ValueBinder binder, out bool large)
    {
        large = false;
        var count = parameters?.Count ?? 0;
        if (count != statement.ParameterNames.Length)
        {
            return false;
        }

        // Every name has its place, and no two the same, so every place is bound.
        ulong bound = 0;
        for (var i = 0; i < count; i++)
        {
            var parameter = parameters![i];
            var place = Place(statement.ParameterNames, parameter.ParameterName, i);
            if (place is < 0 or > 63 || (bound & (1UL << place)) != 0 || !IsPlain(parameter, out var value))
            {
                return false;
            }

            bound |= 1UL << place;
            large |= binder.Bind(statement.Handle, place + 1, value);
        }

        return true;
    }

    private static bool IsPlain(SqliteParameter parameter, out SqlValue value)
    {
        value = default;
        switch (parameter.Value)
        {
            case null:
                return false;
            case DBNull:
                return true;
            case string text:
                value = SqlValue.From(text);
                return Fits(parameter.Size, text.Length);
            case byte[] blob:
                value = SqlValue.From(blob);
                return Fits(parameter.Size, blob.Length);
            case double number:
                value = SqlValue.From(number);
                return !double.IsNaN(number);
            case bool or byte or sbyte or short or ushort or int or uint or long or ulong or Enum:
                value = SqlValue.From(parameter.Value);
                return true;
            case decimal or Guid or DateTime or DateTimeOffset or TimeSpan:
                // Text by default; with an explicit type they may become a number or bytes.
                value = SqlValue.From(parameter.Value);
                return parameter.SqliteType == SqliteType.Text && parameter.Size == 0;
            default:
                return false;
        }
    }

    // The driver cuts what is longer than an explicit size; without one, Size is the length.
    private static bool Fits(int size, int length) => size == -1 || length <= size;

    private static int Place(string?[] names, string name, int likely)
    {
        if (Matches(names[likely], name, out var exact) && exact)
        {
            return likely;
        }

        var place = -1;
        for (var i = 0; i < names.Length; i++)
        {
            if (!Matches(names[i], name, out exact))
            {
                continue;
            }

            if (exact)
            {
                return i;
            }

            if (place >= 0)
            {
                // @a and $a both fit "a": the driver says so.
                return -1;
            }

            place = i;
        }

        return place;
    }

    private static bool Matches(string? inStatement, string name, out bool exact)
    {
        exact = string.Equals(inStatement, name, StringComparison.Ordinal);
        return exact
            || (inStatement is not null && name.Length > 0 && name[0] is not ('@' or '$' or ':' or '?')
                && inStatement.Length == name.Length + 1 && inStatement.AsSpan(1).SequenceEqual(name) && inStatement[0] != '?');
    }
}
