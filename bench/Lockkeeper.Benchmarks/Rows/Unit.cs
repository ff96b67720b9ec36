using System.Text.Json.Serialization;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>The unit of a figure.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Unit>))]
internal enum Unit
{
    PerSecond,
    Milliseconds,
    Microseconds,
    Megabytes,
    Index,
    Bytes,
}
