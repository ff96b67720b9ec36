// A host with one file of its own and one for reports.
using System.Data.Common;
using Dapper;
using Lockkeeper;
using Lockkeeper.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
#region register
builder.Services.AddSharedDatabase(options =>
{
    options.Path = "visits.db";
    options.Sqlite.WriteTimeout = TimeSpan.FromSeconds(10);
});
builder.Services.AddKeyedSharedDatabase("reports", options => options.Path = "reports.db");
#endregion
using IHost host = builder.Build();
await host.StartAsync();

var visits = host.Services.GetRequiredService<SharedDatabase>();
await visits.ExecuteAsync($"CREATE TABLE IF NOT EXISTS visit(page TEXT NOT NULL)");
await using (AsyncServiceScope request = host.Services.CreateAsyncScope())
{
    var connection = request.ServiceProvider.GetRequiredService<DbConnection>();
    await connection.ExecuteAsync("INSERT INTO visit(page) VALUES (@page)", new { page = "/" });
    Console.WriteLine($"{await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM visit")} visits are saved.");
}

await host.StopAsync();
