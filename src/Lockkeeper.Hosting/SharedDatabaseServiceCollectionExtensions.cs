using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Lockkeeper.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Lockkeeper.Hosting;

/// <summary>Registers shared databases.</summary>
public static class SharedDatabaseServiceCollectionExtensions
{
    private const string Reflection = "Binding configuration reads the options' properties by reflection. Pass an action instead.";

    /// <summary>
    /// Registers one file: <see cref="SharedDatabase"/> and a <see cref="DbDataSource"/> for the whole program, and a
    /// <see cref="DbConnection"/> for each scope, closed and the scope's to dispose, which writes in turn. The options are
    /// validated and the file is opened when the host starts; the host closes it when it ends.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets at least the path.</param>
    public static IServiceCollection AddSharedDatabase(this IServiceCollection services, Action<SharedDatabaseHostOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        AddOptions(services, Options.DefaultName).Configure(configure);
        services.AddSingleton(provider => Open(provider, Options.DefaultName));
        services.AddSingleton<DbDataSource>(provider => new SharedSqliteDataSource(provider.GetRequiredService<SharedDatabase>()));
        services.AddScoped(provider => provider.GetRequiredService<DbDataSource>().CreateConnection());
        return services.AddSingleton<IHostedService>(provider => new OpenOnStart(provider, key: null));
    }

    /// <summary>The same, with all options from configuration. A name in the section that is no option is an error.</summary>
    /// <inheritdoc cref="AddSharedDatabase(IServiceCollection, Action{SharedDatabaseHostOptions})"/>
    /// <param name="services">The services.</param>
    /// <param name="section">For example <c>builder.Configuration.GetSection("Database")</c>.</param>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static IServiceCollection AddSharedDatabase(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddSharedDatabase(options => section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>One of several files, under a key: inject it with <c>[FromKeyedServices("reports")]</c>.</summary>
    /// <inheritdoc cref="AddSharedDatabase(IServiceCollection, Action{SharedDatabaseHostOptions})"/>
    /// <param name="services">The services.</param>
    /// <param name="key">The file's name in this program.</param>
    /// <param name="configure">Sets at least the path.</param>
    public static IServiceCollection AddKeyedSharedDatabase(this IServiceCollection services, string key, Action<SharedDatabaseHostOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentNullException.ThrowIfNull(configure);
        AddOptions(services, key).Configure(configure);
        services.AddKeyedSingleton(key, (provider, _) => Open(provider, key));
        services.AddKeyedSingleton<DbDataSource>(key, (provider, _) => new SharedSqliteDataSource(provider.GetRequiredKeyedService<SharedDatabase>(key)));
        services.AddKeyedScoped(key, (provider, _) => provider.GetRequiredKeyedService<DbDataSource>(key).CreateConnection());
        return services.AddSingleton<IHostedService>(provider => new OpenOnStart(provider, key));
    }

    /// <inheritdoc cref="AddKeyedSharedDatabase(IServiceCollection, string, Action{SharedDatabaseHostOptions})"/>
    /// <param name="services">The services.</param>
    /// <param name="key">The file's name in this program.</param>
    /// <param name="section">Its options.</param>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static IServiceCollection AddKeyedSharedDatabase(this IServiceCollection services, string key, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddKeyedSharedDatabase(key, options => section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true));
    }

    private static OptionsBuilder<SharedDatabaseHostOptions> AddOptions(IServiceCollection services, string name)
    {
        services.AddSingleton<IValidateOptions<SharedDatabaseHostOptions>>(new SharedDatabaseHostOptionsValidator(name));
        return services.AddOptions<SharedDatabaseHostOptions>(name).ValidateOnStart();
    }

    private static SharedDatabase Open(IServiceProvider provider, string name)
    {
        SharedDatabaseHostOptions options = provider.GetRequiredService<IOptionsMonitor<SharedDatabaseHostOptions>>().Get(name);
        if (ReferenceEquals(options.Sqlite.LoggerFactory, NullLoggerFactory.Instance) && provider.GetService<ILoggerFactory>() is { } logs) options.Sqlite.LoggerFactory = logs;
        return SqliteDatabase.Open(options.Path, options.Sqlite);
    }
}
