using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockkeeper.Cli.Stress.Site;

/// <summary>The site's answers as JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(InsertAnswer))]
internal sealed partial class SiteJson : JsonSerializerContext;
