using System.Globalization;

namespace Lockkeeper.DuckDB.Maintaining;

/// <summary>A table of a copy.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Table">Its name in the schema.</param>
/// <param name="Columns">The columns that have values of their own: no generated ones.</param>
/// <param name="Keys">Its foreign keys (https://duckdb.org/docs/stable/sql/constraints#foreign-keys).</param>
internal sealed record CopiedTable(string Schema, string Table, IReadOnlyList<string> Columns, IReadOnlyList<ForeignKey> Keys)
{
    /// <summary>What people call it.</summary>
    public string Name => Schema == "main" ? Table : $"{Schema}.{Table}";

    private string List => string.Join(", ", Columns.Select(CopyScript.Quote));

    /// <summary>All tables of a database, each after those that its foreign keys refer to.</summary>
    public static IReadOnlyList<CopiedTable> FindAll(CopyScript script, string database)
    {
        string where = $"WHERE database_name = {CopyScript.Text(database)}";
        var columns = script.List(
            $"SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() {where} AND NOT internal ORDER BY column_index",
            reader => (Table: (reader.GetString(0), reader.GetString(1)), Name: reader.GetString(2), Type: reader.GetString(3))).ToLookup(column => column.Table);
        var keys = script.List(
            $"SELECT schema_name, table_name, referenced_table, constraint_column_names, referenced_column_names FROM duckdb_constraints() {where} AND constraint_type = 'FOREIGN KEY'",
            reader => (Table: (reader.GetString(0), reader.GetString(1)), Key: new ForeignKey(reader.GetString(2), reader.GetFieldValue<List<string>>(3), reader.GetFieldValue<List<string>>(4))))
            .ToLookup(key => key.Table, key => key.Key);
        return Order(script.List(
            $"SELECT schema_name, table_name, sql FROM duckdb_tables() {where} AND NOT internal AND NOT temporary ORDER BY schema_name, table_name",
            reader =>
            {
                var table = (reader.GetString(0), reader.GetString(1));
                string sql = reader.GetString(2);
                return new CopiedTable(
                    table.Item1,
                    table.Item2,
                    [.. columns[table].Where(column => !IsGenerated(sql, column.Name, column.Type)).Select(column => column.Name)],
                    [.. keys[table]]);
            }));
    }

    /// <summary>How many rows it has.</summary>
    public long Count(CopyScript script, string database) => script.Ask<long>($"SELECT count(*) FROM {In(database)}");

    /// <summary>A number that is the same for the same rows in whatever order. Reads every block of the table.</summary>
    public Int128 Fingerprint(CopyScript script, string database) => script.Ask<Int128>($"SELECT count(*)::HUGEINT + coalesce(sum(hash(rows)), 0)::HUGEINT FROM {In(database)} AS rows");

    /// <summary>Copies its rows.</summary>
    /// <exception cref="IOException">Its rows cannot be put in any order in which they could be inserted.</exception>
    public void Fill(CopyScript script, string source, string target, long rows)
    {
        ForeignKey[] own = [.. Keys.Where(key => key.ReferencedTable == Table)];
        string insert = $"INSERT INTO {In(target)} ({List}) SELECT {List} FROM {In(source)} AS new";
        if (own.Length == 0)
        {
            script.Run(insert);
            return;
        }

        // A row that another one refers to has to be there before the statement that inserts the other begins.
        string ready = string.Join(" AND ", own.Select(key => key.IsMet(In(target), "new")));
        string missing = $"NOT EXISTS (SELECT 1 FROM {In(target)} AS old WHERE {own[0].IsSameRow("old", "new")})";
        long done = 0;
        while (done < rows && script.Run($"{insert} WHERE {missing} AND {ready}") is > 0 and int inserted) done += inserted;
        if (done < rows)
        {
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture,
                $"{rows - done:N0} of {rows:N0} rows of {Name} refer to each other or to themselves, so that DuckDB lets none of them be inserted first. Copy the file by other means while no program uses it."));
        }
    }

    private string In(string database) => $"{CopyScript.Quote(database)}.{CopyScript.Quote(Schema)}.{CopyScript.Quote(Table)}";

    private static List<CopiedTable> Order(List<CopiedTable> tables)
    {
        var ordered = new List<CopiedTable>(tables.Count);
        while (tables.Count > 0)
        {
            // There are no cycles: a foreign key is made with its table and refers to one that is there.
            CopiedTable next = tables.Find(table => !tables.Exists(other => other != table && other.Schema == table.Schema && table.Keys.Any(key => key.ReferencedTable == other.Table))) ?? tables[0];
            tables.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    // DuckDB has no list of them, but writes each definition anew, in one way: "b" INTEGER GENERATED ALWAYS AS(…). Were a column
    // taken for one by mistake, the fingerprints would differ.
    private static bool IsGenerated(string sql, string name, string type)
    {
        string definition = $" {type} GENERATED ALWAYS AS(";
        return sql.Contains(definition, StringComparison.Ordinal)
            && (sql.Contains($"({name}{definition}", StringComparison.Ordinal) || sql.Contains($" {name}{definition}", StringComparison.Ordinal) || sql.Contains(CopyScript.Quote(name) + definition, StringComparison.Ordinal));
    }
}
