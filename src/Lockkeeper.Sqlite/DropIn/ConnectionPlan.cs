using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>What a connection string means for the drop-in: the file that is shared, or why there is none.</summary>
internal sealed class ConnectionPlan
{
    private const int MostKept = 256;
    private const string DataDirectory = "|DataDirectory|";
    private static readonly ConcurrentDictionary<string, ConnectionPlan> Known = new(StringComparer.Ordinal);

    private readonly SqliteConnectionStringBuilder _builder;
    private readonly bool _mustExist;

    private ConnectionPlan(string text)
    {
        _builder = new(text);
        Pools = _builder.Pooling;
        _mustExist = _builder.Mode == SqliteOpenMode.ReadWrite;
        IsReadOnly = _builder.Mode == SqliteOpenMode.ReadOnly;
        WithoutTurn = Reason(_builder);
        DataSource = _builder.DataSource;

        // The file is named by the slot: two strings that differ in nothing else share their handles.
        _builder.DataSource = "";
        _builder.Mode = SqliteOpenMode.ReadWrite;
        _builder.Cache = SqliteCacheMode.Private;
        _builder.Pooling = true;
        Settings = _builder.ToString();
    }

    /// <summary>As the caller wrote it.</summary>
    public string DataSource { get; }

    /// <summary>Why such a connection takes no turn, or <see langword="null"/>.</summary>
    public string? WithoutTurn { get; }

    /// <summary>Whether the file is not there, and is not to be created.</summary>
    public bool IsMissing => _mustExist && !File.Exists(Path());

    /// <summary>Whether the connection cannot write.</summary>
    public bool IsReadOnly { get; }

    /// <summary>Whether its handle is kept when it is closed.</summary>
    public bool Pools { get; }

    /// <summary>All that the string says but for the file: handles of equal settings are one another's.</summary>
    public string Settings { get; }

    /// <summary>The plan of a connection string.</summary>
    /// <exception cref="ArgumentException">As the driver throws it.</exception>
    public static ConnectionPlan For(string text)
    {
        if (Known.TryGetValue(text, out var plan))
        {
            return plan;
        }

        if (Known.Count >= MostKept)
        {
            Known.Clear();
        }

        return Known[text] = new(text);
    }

    /// <summary>The file, as the driver finds it: beside the application's data directory where that is set.</summary>
    public string Path()
    {
        var directory = AppDomain.CurrentDomain.GetData("DataDirectory") as string ?? "";
        return DataSource.StartsWith(DataDirectory, StringComparison.OrdinalIgnoreCase)
            ? System.IO.Path.Combine(directory, DataSource[DataDirectory.Length..].TrimStart('/', '\\'))
            : System.IO.Path.Combine(directory, DataSource);
    }

    /// <summary>The string that the driver opens <paramref name="slot"/> with.</summary>
    public string TextOf(string path, int slot) =>
        new SqliteConnectionStringBuilder(Settings) { DataSource = Opening.ConnectionText.ForSlot(path, slot) }.ToString();

    private static string? Reason(SqliteConnectionStringBuilder builder) =>
        builder.Mode == SqliteOpenMode.Memory || builder.DataSource.Length == 0 || builder.DataSource == ":memory:" ? "it is in memory"
        : builder.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? "it is named by a URI"
        : builder.Cache == SqliteCacheMode.Shared ? "it uses a shared cache"
        : builder.Password.Length > 0 ? "it is encrypted"
        : builder.Mode == SqliteOpenMode.ReadOnly ? "it only reads"
        : null;
}
