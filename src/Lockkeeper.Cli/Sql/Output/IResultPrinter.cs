namespace Lockkeeper.Cli.Sql.Output;

/// <summary>Prints the rows of one result after the other. A value is of the type that its engine's driver reads it as, or <see langword="null"/>.</summary>
internal interface IResultPrinter
{
    /// <summary>Begins a result.</summary>
    void Begin(IReadOnlyList<string> columns);

    /// <summary>Adds a row of it.</summary>
    /// <param name="values">One for each column; reused for the next row.</param>
    void Row(IReadOnlyList<object?> values);

    /// <summary>Ends the result.</summary>
    void End();
}
