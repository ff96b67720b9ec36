// Eighty requests at a time, each with a context of its own, on one SQLite file.
using Microsoft.EntityFrameworkCore;
using Visits;

await using (var context = new VisitContext()) await context.Database.EnsureCreatedAsync();
await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 80 }, async (number, stop) =>
{
    await using var context = new VisitContext();
    context.Visits.Add(new Visit { Page = $"/page/{number % 10}" });
    await context.SaveChangesAsync(stop);
});
await using (var context = new VisitContext()) Console.WriteLine($"{await context.Visits.CountAsync()} visits are saved.");
