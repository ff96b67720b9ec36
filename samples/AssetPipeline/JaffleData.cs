using System.Globalization;
using System.Text;

namespace AssetPipeline;

/// <summary>The CSV files: the jaffle shop's where they are, otherwise others that look like them.</summary>
internal static class JaffleData
{
    private const string Made = "jaffle-data";
    private static readonly string[] Methods = ["credit_card", "bank_transfer", "coupon", "gift_card"];

    /// <summary>The folder of the files: beside the repository, or <c>jaffle-data</c> in the current directory, which is made.</summary>
    public static string FindOrMake()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string shop = Path.Combine(folder.FullName, "..", "shared", "data", "jaffle");
            if (File.Exists(Path.Combine(folder.FullName, "Lockkeeper.slnx")) && Directory.Exists(shop)) return shop;
        }

        return Make(Directory.CreateDirectory(Made).FullName);
    }

    /// <summary>Writes the three files, the same ones each time.</summary>
    public static string Make(string folder)
    {
        const int customers = 100, orders = 300;
        StringBuilder customer = new("id,first_name,last_name\n"), order = new("id,user_id,order_date,status\n");
        StringBuilder payment = new("id,order_id,payment_method,amount\n");
        for (int id = 1; id <= customers; id++) customer.Append(CultureInfo.InvariantCulture, $"{id},Customer {id},{(char)('A' + (id % 26))}.\n");
        for (int id = 1; id <= orders; id++)
        {
            DateOnly date = new DateOnly(2018, 1, 1).AddDays(id / 3);
            order.Append(CultureInfo.InvariantCulture, $"{id},{1 + (id * 7 % customers)},{date:yyyy-MM-dd},{(id % 9 == 0 ? "returned" : "completed")}\n");
            payment.Append(CultureInfo.InvariantCulture, $"{id},{id},{Methods[id % Methods.Length]},{id * 100 % 3100}\n");
        }

        File.WriteAllText(Path.Combine(folder, "raw_customers.csv"), customer.ToString());
        File.WriteAllText(Path.Combine(folder, "raw_orders.csv"), order.ToString());
        File.WriteAllText(Path.Combine(folder, "raw_payments.csv"), payment.ToString());
        return folder;
    }
}
