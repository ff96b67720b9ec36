namespace Lockkeeper.TestProcess.Ef;

/// <summary>A row.</summary>
public sealed class Build
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public decimal Cost { get; set; }
}
