using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockkeeper.Cli.Stress.Report;

/// <summary>The page's data as JSON. The default encoder escapes what would end a script element.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReportData))]
internal sealed partial class ReportJson : JsonSerializerContext;
