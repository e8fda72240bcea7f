using System.Collections;
using System.Globalization;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Checks;

/// <summary>Something that can be set of a rule.</summary>
/// <param name="Name">The key.</param>
/// <param name="Default">A number, a text, a truth value, or a list of texts.</param>
/// <param name="Description">What it means.</param>
internal sealed record RuleSetting(string Name, object Default, string Description);

/// <summary>What is set of one rule, with the rule's defaults below it.</summary>
internal sealed class RuleSettings(string rule, IReadOnlyList<RuleSetting> known, IReadOnlyDictionary<string, object?> given)
{
    /// <summary>A number.</summary>
    /// <exception cref="MaintainerException">SettingMalformed.</exception>
    internal int Number(string name) => Value(name) switch
    {
        int number => number,
        long number => checked((int)number),
        string text when int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) => number,
        object other => throw Malformed(name, other, "a number"),
    };

    /// <summary>True or false.</summary>
    /// <exception cref="MaintainerException">SettingMalformed.</exception>
    internal bool Flag(string name) => Value(name) is bool flag ? flag : throw Malformed(name, Value(name), "true or false");

    /// <summary>A text.</summary>
    internal string Text(string name) => Convert.ToString(Value(name), CultureInfo.InvariantCulture) ?? "";

    /// <summary>A list of texts; one text alone is a list of it.</summary>
    internal IReadOnlyList<string> List(string name) => Value(name) switch
    {
        string text => [text],
        IEnumerable list => [.. list.Cast<object?>().Select(item => Convert.ToString(item, CultureInfo.InvariantCulture) ?? "")],
        object other => throw Malformed(name, other, "a list of texts"),
    };

    /// <summary>Reads all that is set, so that what cannot be read is told before anything else is.</summary>
    /// <exception cref="MaintainerException">SettingMalformed.</exception>
    internal void Validate()
    {
        foreach (RuleSetting setting in known)
        {
            switch (setting.Default)
            {
                case int:
                    Number(setting.Name);
                    break;
                case bool:
                    Flag(setting.Name);
                    break;
                case string[]:
                    List(setting.Name);
                    break;
            }
        }
    }

    /// <summary>True where a path fits one of the patterns: git's, folder by folder where they have a slash, else by the file's name.</summary>
    internal static bool IsAmong(string path, IEnumerable<string> patterns)
    {
        byte[] whole = GitPath.Encode(path);
        byte[] name = GitPath.Encode(path[(path.LastIndexOf('/') + 1)..]);
        return patterns.Any(pattern => new Glob(GitPath.Encode(pattern), byFolder: true, ignoreCase: false)
            .IsMatch(pattern.Contains('/', StringComparison.Ordinal) ? whole : name));
    }

    private object Value(string name) =>
        given.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value
        ?? known.First(setting => setting.Name == name).Default;

    private MaintainerException Malformed(string name, object value, string wanted) =>
        new("SettingMalformed", ErrorKind.InvalidArgument, value, rule, name, Convert.ToString(value, CultureInfo.InvariantCulture), wanted);
}
