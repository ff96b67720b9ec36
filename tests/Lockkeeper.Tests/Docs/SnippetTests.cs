namespace Lockkeeper.Tests.Docs;

public sealed class SnippetTests
{
    [Fact]
    public void Every_block_of_code_in_the_docs_is_part_of_a_sample_that_compiles()
    {
        var snippets = Repository.Pages.SelectMany(page => Snippet.In(page, Repository.Read(page))).ToList();

        snippets.ShouldContain(snippet => snippet.Page == "README.md");
        foreach (var snippet in snippets)
        {
            var place = $"{snippet.Page}:{snippet.Line}";
            snippet.Source.ShouldNotBeNull($"{place} names no sample: put <!-- samples/Name/Program.cs#region --> before it.");
            snippet.Source.ShouldStartWith("samples/", Case.Sensitive, place);
            Snippet.ReadRegion(Repository.Read(snippet.Source), snippet.Region!).ShouldBe(snippet.Code, place);
        }
    }

    [Fact]
    public void Every_sample_is_in_the_solution_and_so_is_compiled()
    {
        var solution = Repository.Read("Lockkeeper.slnx");

        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "samples")))
        {
            var name = Path.GetFileName(folder);
            solution.ShouldContain($"samples/{name}/{name}.csproj");
        }
    }

    [Fact]
    public void A_region_is_read_without_its_indentation() =>
        Snippet.ReadRegion("a\n    #region r\n    if (x)\n\n        y();\n    #endregion\n", "r").ShouldBe("if (x)\n\n    y();");

    [Fact]
    public void A_block_without_a_source_is_found_too() =>
        Snippet.In("p", "text\n\n```csharp\nint a;\n```\n").ShouldHaveSingleItem().ShouldBe(new Snippet("p", 3, null, null, "int a;"));
}
