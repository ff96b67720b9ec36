using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lockkeeper.Hosting;

/// <summary>Opens a file when the host starts: what keeps it from being opened is told then, and not to the first request.</summary>
internal sealed class OpenOnStart(IServiceProvider services, object? key) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = key is null ? services.GetRequiredService<SharedDatabase>() : services.GetRequiredKeyedService<SharedDatabase>(key);
        return Task.CompletedTask;
    }

    /// <summary>The container closes it, after everything that uses it.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
