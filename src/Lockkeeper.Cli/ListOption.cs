using System.CommandLine;

namespace Lockkeeper.Cli;

/// <summary>Options that take some of a few words: separated by commas, or the option repeated.</summary>
internal static class ListOption
{
    /// <summary>The word that stands for all of them.</summary>
    public const string All = "all";

    /// <summary>Makes one. Its value is empty where the command line does not name it, and may have <see cref="All"/>; see <see cref="Expand"/>.</summary>
    public static Option<IReadOnlyList<string>> Create(string name, string description, IReadOnlyList<string> words)
    {
        var option = new Option<IReadOnlyList<string>>(name)
        {
            Description = description,
            HelpName = string.Join('|', words.Append(All)),
            DefaultValueFactory = _ => [],
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result =>
            {
                string[] named = [.. result.Tokens.SelectMany(token => token.Value.Split(','))];
                if (named.FirstOrDefault(word => word != All && !words.Contains(word)) is not { } other)
                {
                    return named;
                }

                result.AddError($"{name} must be {string.Join(" or ", words.Append(All))}, not '{other}'.");
                return [];
            },
        };
        option.CompletionSources.Add([.. words, All]);
        return option;
    }

    /// <summary>Puts <paramref name="words"/> in the place of <see cref="All"/>; a word that comes twice counts once.</summary>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> named, IReadOnlyList<string> words) =>
        [.. named.SelectMany(word => word == All ? words : [word]).Distinct(StringComparer.Ordinal)];
}
