using Dapper;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Tests.DuckDB.Binding;

public sealed class DapperTests : MemoryDatabase
{
    private static readonly int[] Some = [1, 3, 9];

    public DapperTests()
    {
        Connection.Execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, name VARCHAR, balance DECIMAL(10,2), born TIMESTAMP, tags VARCHAR[])");
        Connection.Execute("INSERT INTO customer VALUES (@id, @name, @balance, @born, ['a', 'b'])", new[]
        {
            new { id = 1, name = "Ada", balance = 1.25m, born = new DateTime(1815, 12, 10) },
            new { id = 2, name = "Blaise", balance = -3m, born = new DateTime(1623, 6, 19) },
            new { id = 3, name = (string)null!, balance = 0m, born = new DateTime(1900, 1, 1) },
        }).ShouldBe(3);
    }

    [Fact]
    public void A_row_becomes_an_object()
    {
        var ada = Connection.QuerySingle<Customer>("SELECT id, name, balance, born FROM customer WHERE id = $id", new { id = 1 });
        ada.ShouldBe(new Customer { Id = 1, Name = "Ada", Balance = 1.25m, Born = new(1815, 12, 10) });
        Connection.QuerySingle<Customer>("SELECT * EXCLUDE tags FROM customer WHERE name IS NULL").Name.ShouldBeNull();
    }

    [Theory]
    [InlineData("SELECT count(*) FROM customer WHERE id IN $ids")]
    [InlineData("SELECT count(*) FROM customer WHERE id IN @ids")]
    public void A_list_is_expanded(string sql)
    {
        Connection.ExecuteScalar<long>(sql, new { ids = Some }).ShouldBe(2);
        Connection.ExecuteScalar<long>(sql, new { ids = Array.Empty<int>() }).ShouldBe(0);
    }

    [Fact]
    public void Several_results_are_read_one_after_the_other()
    {
        using var grid = Connection.QueryMultiple("SELECT name FROM customer WHERE id = @id; SELECT count(*) FROM customer", new { id = 2 });
        grid.ReadSingle<string>().ShouldBe("Blaise");
        grid.ReadSingle<long>().ShouldBe(3);
    }

    [Fact]
    public void A_row_is_dynamic_and_parameters_are_too()
    {
        var parameters = new DynamicParameters();
        parameters.Add("id", 1);
        var row = Connection.QuerySingle("SELECT name, tags FROM customer WHERE id = @id", parameters);
        ((string)row.name).ShouldBe("Ada");
        ((object[])row.tags).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_transaction_is_taken_back()
    {
        using (var transaction = Connection.BeginTransaction())
        {
            Connection.Execute("DELETE FROM customer", transaction: transaction).ShouldBe(3);
        }

        Connection.ExecuteScalar<long>("SELECT count(*) FROM customer").ShouldBe(3);
    }

    [Fact]
    public async Task It_works_asynchronously_and_unbuffered()
    {
        var names = new List<string>();
        await foreach (var name in Connection.QueryUnbufferedAsync<string>("SELECT name FROM customer WHERE id < @max ORDER BY id", new { max = 3 }))
        {
            names.Add(name);
        }

        names.ShouldBe(["Ada", "Blaise"]);
    }

    [Fact]
    public void A_closed_connection_is_opened_and_closed_again()
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Query<int>("SELECT @a + 1", new { a = 1 }).ShouldBe([2]);
        connection.State.ShouldBe(System.Data.ConnectionState.Closed);
    }

    private sealed record Customer
    {
        public int Id { get; init; }

        public string? Name { get; init; }

        public decimal Balance { get; init; }

        public DateTime Born { get; init; }
    }
}
