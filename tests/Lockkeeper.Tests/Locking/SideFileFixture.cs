namespace Lockkeeper.Tests.Locking;

/// <summary>A directory with a database file in it, for one test.</summary>
public sealed class SideFileFixture : IDisposable
{
    public SideFileFixture()
    {
        Folder = Directory.CreateTempSubdirectory("lockkeeper-locking-").FullName;
        Database = Path.Combine(Folder, "app.db");
        File.WriteAllText(Database, "");
    }

    public string Folder { get; }

    public string Database { get; }

    public string SideFile => Database + "-lockkeeper";

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
