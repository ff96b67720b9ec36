using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lockkeeper.Benchmarks.Web;

/// <summary>A web application with Entity Framework Core: one insert a request. Listens on a free port of the loopback.</summary>
internal sealed class VisitSite : IAsyncDisposable
{
    private readonly WebApplication _application;

    private VisitSite(WebApplication application) => _application = application;

    public Uri Address { get; private init; } = new("http://127.0.0.1");

    public static async Task<VisitSite> StartAsync(string path, bool shared)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        VisitContext.AddTo(builder.Services, path, shared);
        WebApplication application = builder.Build();
        application.MapPost("/visit/{page}", async (string page, VisitContext context, CancellationToken stop) =>
        {
            context.Visits.Add(new Visit { Page = page });
            await context.SaveChangesAsync(stop);
            return Results.NoContent();
        });
        await using (AsyncServiceScope scope = application.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<VisitContext>().Database.EnsureCreatedAsync();
        await application.StartAsync();
        string address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new VisitSite(application) { Address = new Uri(address) };
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
