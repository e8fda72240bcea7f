using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Checks;

/// <summary>The rules that are there. They are looked for when they are first asked about, in their namespace alone.</summary>
public static class SeriesRules
{
    private static readonly Lazy<SeriesRule[]> s_all = new(() => [.. typeof(SeriesRules).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(SeriesRules).Namespace + ".Rules" && !type.IsAbstract && type.IsSubclassOf(typeof(SeriesRule)))
        .Select(type => (SeriesRule)Activator.CreateInstance(type, nonPublic: true)!).OrderBy(rule => rule.Name, StringComparer.Ordinal)]);

    internal static IReadOnlyList<SeriesRule> All => s_all.Value;

    /// <summary>All names, in order.</summary>
    public static IEnumerable<string> Names => All.Select(rule => rule.Name);

    /// <summary>The rules that a name with wildcards (*, ?) fits; none where there is no such rule.</summary>
    internal static IEnumerable<SeriesRule> Named(string name)
    {
        string pattern = "\\A" + Regex.Escape(name).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "\\z";
        return All.Where(rule => Regex.IsMatch(rule.Name, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));
    }

    /// <summary>The rules of these names; all where there are none.</summary>
    /// <param name="names">Names, wildcards allowed.</param>
    /// <param name="report">Is told of each name that no rule has: RuleNotFound.</param>
    public static IReadOnlyList<TopicSeriesRule> Describe(IReadOnlyList<string> names, Action<MaintainerException> report)
    {
        ArgumentNullException.ThrowIfNull(names);
        return [.. (names.Count == 0 ? All : Select(names, report)).Select(rule => new TopicSeriesRule
        {
            RuleName = rule.Name,
            Severity = rule.Severity,
            IsEnabled = rule.IsEnabled,
            Description = rule.Description,
            Setting = [.. rule.Settings.Select(s => new TopicSeriesRuleSetting { Name = s.Name, Default = s.Default, Description = s.Description })],
        })];
    }

    /// <summary>The rules of these names, each once and in order.</summary>
    internal static IReadOnlyList<SeriesRule> Select(IReadOnlyList<string> names, Action<MaintainerException> report)
    {
        var chosen = new HashSet<SeriesRule>();
        foreach (string name in names)
        {
            int before = chosen.Count;
            SeriesRule[] found = [.. Named(name)];
            chosen.UnionWith(found);
            if (found.Length == 0 && chosen.Count == before)
                report(NotFound(name));
        }
        return [.. All.Where(chosen.Contains)];
    }

    internal static MaintainerException NotFound(string name) =>
        new("RuleNotFound", ErrorKind.ObjectNotFound, name, name, string.Join(", ", All.Select(rule => rule.Name)));
}
