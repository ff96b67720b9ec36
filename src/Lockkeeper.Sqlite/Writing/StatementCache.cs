using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Writing;

/// <summary>
/// The prepared statements of one connection, the least recently used given up first. A program's own texts are found by
/// reference, without hashing them.
/// </summary>
internal sealed class StatementCache(sqlite3 db) : IDisposable
{
    private const int Capacity = 256;
    private const int FrontSize = 64;
    private const uint Persistent = 1;

    private readonly Dictionary<string, CachedStatement> _byText = new(Capacity);
    private readonly object?[] _frontKeys = new object?[FrontSize];
    private readonly CachedStatement?[] _frontStatements = new CachedStatement?[FrontSize];
    private long _uses;

    /// <summary>The prepared statement of <paramref name="text"/>.</summary>
    /// <param name="key">An object that stands for the text: the text itself, or what holds it.</param>
    /// <param name="text">The SQL.</param>
    /// <exception cref="SqliteException">It cannot be prepared.</exception>
    public CachedStatement Get(object key, string text)
    {
        var slot = RuntimeHelpers.GetHashCode(key) & (FrontSize - 1);
        if (ReferenceEquals(_frontKeys[slot], key))
        {
            var hit = _frontStatements[slot]!;
            hit.LastUse = ++_uses;
            return hit;
        }

        if (!_byText.TryGetValue(text, out var statement))
        {
            statement = Prepare(text);
            if (_byText.Count >= Capacity)
            {
                EvictOldest();
            }

            _byText.Add(text, statement);
        }

        statement.LastUse = ++_uses;
        _frontKeys[slot] = key;
        _frontStatements[slot] = statement;
        return statement;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _byText.Values)
        {
            statement.Handle?.Dispose();
        }

        _byText.Clear();
        ClearFront();
    }

    private CachedStatement Prepare(string text)
    {
        var sql = Encoding.UTF8.GetBytes(text);
        sqlite3_stmt? single = null;
        ReadOnlySpan<byte> rest = sql;
        while (!rest.IsEmpty && rest[0] != 0)
        {
            var code = raw.sqlite3_prepare_v3(db, rest, Persistent, out var statement, out var tail);
            if (code != 0)
            {
                if (single is not null)
                {
                    // The second of several: not ours to report, it may need what the first one does.
                    single.Dispose();
                    return new(text, null);
                }

                SqliteException.ThrowExceptionForRC(code, db);
            }

            rest = tail;
            if (statement.IsInvalid)
            {
                continue;
            }

            if (single is not null)
            {
                single.Dispose();
                statement.Dispose();
                return new(text, null);
            }

            single = statement;
        }

        return new(text, single);
    }

    private void EvictOldest()
    {
        CachedStatement? oldest = null;
        foreach (var statement in _byText.Values)
        {
            if (oldest is null || statement.LastUse < oldest.LastUse)
            {
                oldest = statement;
            }
        }

        _byText.Remove(oldest!.Text);
        oldest.Handle?.Dispose();
        ClearFront();
    }

    private void ClearFront()
    {
        Array.Clear(_frontKeys);
        Array.Clear(_frontStatements);
    }
}
