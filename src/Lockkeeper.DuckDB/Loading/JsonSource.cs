using System.Data.Common;

namespace Lockkeeper.DuckDB.Loading;

/// <summary>JSON: objects one a line, one after the other, or in one array.</summary>
internal sealed class JsonSource(InputFile file, JsonLoadOptions options) : LoadSource(file, options)
{
    public override string Kind => "JSON";

    public override IReadOnlyDictionary<string, string> ColumnTypes => options.ColumnTypes;

    private string Read(string records) => $"read_json({File.Sql}, hive_partitioning = false, records = '{records}')";

    public override List<Column> Survey(DbConnection connection)
    {
        if (new FileInfo(File.Path).Length == 0) throw LoadErrors.BadInput($"'{File.Path}' is empty. A file without rows has at least an array: [].");
        Extensions.Require(connection, "json");
        var columns = Sql.Describe(connection, Read("auto"));

        // What is not an object becomes a column of this name.
        if (columns is not [{ Name: "json" }] || options.ColumnTypes.ContainsKey("json")) return columns;
        if (options.ColumnTypes.Count > 0) return [.. options.ColumnTypes.Select(column => new Column(column.Key, column.Value))];
        try
        {
            return Sql.Describe(connection, Read("true"));
        }
        catch (DuckDBException error)
        {
            throw LoadErrors.BadInput(
                $"'{File.Path}' has no JSON objects, so there are no columns to be found in it: each row is an object, "
                + $"{{\"id\": 1, \"name\": \"a\"}}. For a file without rows, name the columns in {nameof(JsonLoadOptions.ColumnTypes)}.",
                error);
        }
    }

    public override string From(IReadOnlyList<Column> columns) =>
        $"read_json({File.Sql}, hive_partitioning = false, columns = {Struct(columns)})";

    public override List<RejectedRow> FindBadRows(DbConnection connection, IReadOnlyList<Column> columns)
    {
        // DuckDB checks the types' names here: what it returns is safe to put into SQL.
        var types = Sql.Describe(connection, From(columns));
        return BadRowSearch.Run(connection, From([.. columns.Select(column => column with { Type = "JSON" })]), types);
    }
}
