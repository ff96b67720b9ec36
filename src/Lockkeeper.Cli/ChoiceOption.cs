using System.CommandLine;

namespace Lockkeeper.Cli;

/// <summary>Options that take one of a few words, and name them when they get something else.</summary>
internal static class ChoiceOption
{
    /// <summary>Makes one. Its default is the first word.</summary>
    public static Option<string> Create(string name, string description, IReadOnlyList<string> words)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => words[0],
            CustomParser = result =>
            {
                string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (words.Contains(text)) return text;
                result.AddError($"{name} must be {string.Join(" or ", words)}, not '{text}'.");
                return null;
            },
        };
        option.CompletionSources.Add([.. words]);
        return option;
    }
}
