using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>The lines between the parent and its worker processes: one JSON object each.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorkerSettings))]
[JsonSerializable(typeof(WorkerMessage))]
[JsonSerializable(typeof(GoMessage))]
[JsonSerializable(typeof(NewsMessage))]
internal sealed partial class WorkerJson : JsonSerializerContext;
