using System.Diagnostics;
using System.Text.RegularExpressions;
using Lockkeeper.Tests.Docs;

namespace Lockkeeper.Tests.DuckDB.Loading;

/// <summary>The sample, with its five real processes.</summary>
public sealed partial class AssetPipelineTests
{
    private static readonly string[] Assets = ["raw_customers", "raw_orders", "raw_payments", "customers", "orders"];

    private static string ShopData => Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", "jaffle"));

    [Fact]
    public async Task Five_processes_make_five_tables_that_match_the_files_and_do_it_again()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var data = Directory.Exists(ShopData) ? ShopData : MakeData(folder);

        for (var round = 0; round < 2; round++)
        {
            var (code, output) = await RunAsync(folder, data);

            code.ShouldBe(0, output);
            output.ShouldContain("All counts match the files.");
            ProcessId().Matches(output).Select(match => match.Value).Distinct().Count().ShouldBe(Assets.Length, output);
            foreach (var (asset, rows) in await CountAsync(folder))
            {
                var file = asset.StartsWith("raw_", StringComparison.Ordinal) ? asset : $"raw_{asset}";
                rows.ShouldBe(File.ReadLines(Path.Combine(data, file + ".csv")).Count() - 1, asset);
            }
        }

        // What is known of the shop's first customer and order.
        if (data == ShopData)
        {
            (await folder.Rows("SELECT first_name, number_of_orders, customer_lifetime_value FROM customers WHERE customer_id = 1"))
                .ShouldBe(["Michael|2|33.00"]);
            (await folder.Rows("SELECT credit_card_amount, coupon_amount, amount FROM orders WHERE order_id = 1")).ShouldBe(["10.00|0.00|10.00"]);
        }
        else
        {
            (await folder.Rows("SELECT customer_id, number_of_orders, customer_lifetime_value FROM customers ORDER BY ALL")).ShouldBe(["1|2|33.00", "2|1|0.75"]);
        }
    }

    [Fact]
    public async Task An_asset_that_fails_is_told_and_leaves_its_table_and_what_depends_on_it()
    {
        await using var folder = await LoadFolder.CreateAsync();
        var data = MakeData(folder);
        (await RunAsync(folder, data)).Code.ShouldBe(0);
        var before = await CountAsync(folder);
        var payments = Path.Combine(data, "raw_payments.csv");
        await File.AppendAllTextAsync(payments, "one row,with,too,many,values\n", TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(Path.Combine(data, "raw_customers.csv"), "101,New,N.\n", TestContext.Current.CancellationToken);

        var (code, output) = await RunAsync(folder, data);

        code.ShouldBe(1, output);
        output.ShouldContain($"'{payments}' was not loaded into raw_payments");
        output.ShouldContain("left out, for what it depends on failed");
        var after = await CountAsync(folder);
        after["raw_customers"].ShouldBe(before["raw_customers"] + 1);
        after["raw_customers"] = before["raw_customers"];
        after.ShouldBe(before);
    }

    private static string MakeData(LoadFolder folder)
    {
        Directory.CreateDirectory(folder.File.In("data"));
        folder.Put("data/raw_customers.csv", "id,first_name,last_name\n1,Ada,\"L., Countess\"\n2,Bo,K.\n");
        folder.Put("data/raw_orders.csv", "id,user_id,order_date,status\n1,1,2018-01-01,returned\n2,1,2018-01-02,completed\n3,2,2018-01-04,completed\n");
        folder.Put("data/raw_payments.csv", "id,order_id,payment_method,amount\n1,1,credit_card,1000\n2,2,coupon,2300\n3,3,gift_card,50\n4,3,coupon,25\n");
        return folder.File.In("data");
    }

    private static async Task<Dictionary<string, int>> CountAsync(LoadFolder folder)
    {
        Dictionary<string, int> counts = [];
        foreach (var asset in Assets) counts[asset] = int.Parse((await folder.Rows($"SELECT count(*) FROM {asset}"))[0], null);
        return counts;
    }

    private static async Task<(int Code, string Output)> RunAsync(LoadFolder folder, string data)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "AssetPipeline.dll"), folder.File.Path, data])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }

    [GeneratedRegex(@"process \d+ has begun", RegexOptions.None, 1000)]
    private static partial Regex ProcessId();
}
