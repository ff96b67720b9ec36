using Lockkeeper.Sqlite;
using Microsoft.Extensions.Options;

namespace Lockkeeper.Hosting;

/// <summary>Checks the options of one file when the host starts, by the rules that opening has.</summary>
/// <param name="name">The options' name: that of the file it is for.</param>
internal sealed class SharedDatabaseHostOptionsValidator(string name) : IValidateOptions<SharedDatabaseHostOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? validated, SharedDatabaseHostOptions options)
    {
        if (validated != name) return ValidateOptionsResult.Skip;
        string which = name.Length == 0 ? "The shared database" : $"The shared database '{name}'";
        if (string.IsNullOrWhiteSpace(options.Path))
            return ValidateOptionsResult.Fail($"{which} has no {nameof(options.Path)}. Set it in AddSharedDatabase, or in the configuration section that it is bound to.");
        try
        {
            SqliteDatabaseOptionsValidator.Validate(options.Sqlite);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException error)
        {
            return ValidateOptionsResult.Fail($"{which}: {error.Message}");
        }
    }
}
