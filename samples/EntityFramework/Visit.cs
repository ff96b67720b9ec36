namespace Visits;

internal sealed class Visit
{
    public int Id { get; set; }

    public required string Page { get; set; }
}
