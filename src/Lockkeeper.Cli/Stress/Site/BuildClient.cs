using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Site;

/// <summary>One worker of the client: asks the site to insert some records, sleeps, asks for the next.</summary>
internal sealed class BuildClient(HttpClient http, Deal deal, BuildOptions options) : IItemWriter
{
    private readonly TimeSpan _sleep = TimeSpan.FromSeconds(options.Sleep);

    /// <inheritdoc/>
    public int ItemsPerWrite => options.Records;

    /// <inheritdoc/>
    public Task PrepareAsync(long item, CancellationToken cancellationToken) =>
        _sleep > TimeSpan.Zero ? Task.Delay(_sleep, cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task WriteAsync(long item, CancellationToken cancellationToken)
    {
        int worker = deal.WorkerOf(item);
        long first = deal.SequenceOf(item);
        long count = Math.Min(options.Records, deal.ItemsOf(worker) - first);
        string target = string.Create(CultureInfo.InvariantCulture, $"{BuildSite.Path}?worker={worker}&first={first}&count={count}");
        InsertAnswer? answer;
        try
        {
            using HttpResponseMessage response = await http.PostAsync(new Uri(target, UriKind.Relative), content: null, cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK) return;
            answer = await response.Content.ReadFromJsonAsync(SiteJson.Default.InsertAnswer, cancellationToken);
        }
        catch (HttpRequestException error)
        {
            // The site is gone, and with it what it did.
            throw new WriteFailedException("no answer", $"The web site does not answer: {error.Message}", 0, isOutcomeUnknown: true, error);
        }

        throw new WriteFailedException($"HTTP 500, {answer!.Error}", $"HTTP 500: {answer.Message}", answer.Inserted, answer.IsOutcomeUnknown);
    }
}
