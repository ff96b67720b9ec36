using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lockkeeper.Cli.Stress.Site;

/// <summary>
/// A web site of ASP.NET Core on the loopback interface, at a port that the system chooses. <c>POST /builds</c> inserts
/// records, each in its own transaction or all in one; a failed insert is a status 500.
/// </summary>
internal sealed class BuildSite : IAsyncDisposable
{
    public const string Path = "/builds";

    // A request takes a connection that is free, as from a pool.
    private readonly ConcurrentBag<BuildInserts> _free = [];
    private readonly ConcurrentBag<IStoreClient> _clients = [];
    private readonly IStore _store;
    private readonly BuildOptions _options;
    private readonly WebApplication _application;

    private BuildSite(IStore store, BuildOptions options)
    {
        _store = store;
        _options = options;
        // Nothing is read from files or the environment of whoever runs it.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Run(HandleAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts it on an open database, which stays the caller's.</summary>
    public static async Task<BuildSite> StartAsync(IStore store, BuildOptions options)
    {
        var site = new BuildSite(store, options);
        await site._application.StartAsync();
        return site;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        foreach (IStoreClient client in _clients) client.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        if (context.Request.Path != Path
            || !int.TryParse(query["worker"], NumberStyles.None, CultureInfo.InvariantCulture, out int worker)
            || !long.TryParse(query["first"], NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            || !int.TryParse(query["count"], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        InsertAnswer answer = await InsertAsync(worker, first, count);
        if (answer.Error is not null) context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        await context.Response.WriteAsJsonAsync(answer, SiteJson.Default.InsertAnswer);
    }

    private async Task<InsertAnswer> InsertAsync(int worker, long first, int count)
    {
        int inserted = 0;
        try
        {
            BuildInserts inserts = _free.TryTake(out BuildInserts? free) ? free : Connect();
            try
            {
                int atOnce = _options.AtomicRequests ? count : 1;
                for (; inserted < count; inserted += atOnce) await inserts.InsertAsync(worker, first + inserted, atOnce, CancellationToken.None);
            }
            finally
            {
                _free.Add(inserts);
            }

            return new InsertAnswer(inserted);
        }
        catch (Exception error)
        {
            bool isUnknown = error is SharedDatabaseException { Kind: SharedDatabaseErrorKind.OutcomeUnknown };
            return new InsertAnswer(inserted, ErrorKinds.Of(error), error.Message, isUnknown);
        }
    }

    private BuildInserts Connect()
    {
        IStoreClient client = _store.Connect();
        _clients.Add(client);
        return new BuildInserts(client, _options.Access);
    }
}
