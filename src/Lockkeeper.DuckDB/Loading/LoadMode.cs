namespace Lockkeeper.DuckDB;

/// <summary>What becomes of the rows that a table has when a file is loaded into it.</summary>
public enum LoadMode
{
    /// <summary>
    /// The table is made anew with the columns and rows of the file. Keys, defaults, checks and indexes of the old one go with
    /// it; to keep them, load into another table and move the rows in a write of your own.
    /// </summary>
    Replace,

    /// <summary>
    /// The rows are added, each column to the one of its name; columns that the file has not got take their defaults. The
    /// table's types are what the file is read as. A table that is not there is made.
    /// </summary>
    Append,
}
