using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace MaintainerTools.Engine.Checks;

/// <summary>
/// The settings of a check, as a file has them: Rules (by name: Enable, Severity and the rule's own keys) and Suppress (Rule, and
/// Path, Commit or both). They are data; nothing in them is run.
/// </summary>
public sealed class CheckSettings
{
    private static readonly JsonDocumentOptions s_json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Dictionary<string, Dictionary<string, object?>> _rules = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Rule, string? Path, string? Commit)> _suppress = [];

    /// <summary>Nothing is set.</summary>
    public static CheckSettings None { get; } = new();

    /// <summary>Reads what a data file holds.</summary>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="data">Its tables, lists and values.</param>
    /// <exception cref="MaintainerException">SettingsUnreadable, RuleNotFound, SettingUnknown.</exception>
    public static CheckSettings Of(string file, IDictionary data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var settings = new CheckSettings();
        foreach (DictionaryEntry entry in data)
        {
            switch (Key(entry.Key).ToUpperInvariant())
            {
                case "RULES":
                    foreach (DictionaryEntry rule in Table(file, entry.Value, "Rules"))
                        settings.AddRule(file, Key(rule.Key), Table(file, rule.Value, Key(rule.Key)));
                    break;
                case "SUPPRESS":
                    foreach (object? item in entry.Value is IEnumerable list and not IDictionary ? list : new[] { entry.Value })
                        settings.AddSuppression(file, Table(file, item, "Suppress"));
                    break;
                default:
                    throw Unreadable(file, $"there is no setting '{Key(entry.Key)}'; Rules and Suppress are known");
            }
        }
        return settings;
    }

    /// <summary>Reads JSON.</summary>
    /// <exception cref="MaintainerException">SettingsUnreadable, RuleNotFound, SettingUnknown.</exception>
    public static CheckSettings OfJson(string file, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, s_json);
            return Of(file, ToValue(document.RootElement) as IDictionary ?? throw Unreadable(file, "it is no object"));
        }
        catch (JsonException e)
        {
            throw Unreadable(file, e.Message);
        }
    }

    /// <summary>The error of a file that cannot be read: SettingsUnreadable.</summary>
    public static MaintainerException Unreadable(string file, string why) => new("SettingsUnreadable", ErrorKind.InvalidData, file, file, why);

    internal RuleSettings For(SeriesRule rule) => new(rule.Name, rule.Settings, _rules.GetValueOrDefault(rule.Name) ?? []);

    /// <summary>What the settings say whether a rule is asked; null where they say nothing.</summary>
    internal bool? IsEnabled(SeriesRule rule) => _rules.GetValueOrDefault(rule.Name)?.GetValueOrDefault("Enable") as bool?;

    /// <summary>The severity of a rule's findings.</summary>
    internal FindingSeverity SeverityOf(SeriesRule rule) =>
        _rules.GetValueOrDefault(rule.Name)?.GetValueOrDefault("Severity") is string name
            ? Enum.Parse<FindingSeverity>(name, ignoreCase: true) : rule.Severity;

    /// <summary>True for a finding that is not to be told.</summary>
    internal bool Suppresses(SeriesRule rule, RuleFinding finding) => _suppress.Any(s =>
        SeriesRules.Named(s.Rule).Contains(rule) && (s.Path is null || (finding.File is { } file && RuleSettings.IsAmong(file, [s.Path])))
        && (s.Commit is null || finding.Commit.Commit.Id.ToString().StartsWith(s.Commit, StringComparison.OrdinalIgnoreCase)));

    private void AddRule(string file, string name, IDictionary values)
    {
        SeriesRule rule = SeriesRules.All.FirstOrDefault(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw SeriesRules.NotFound(name);
        var given = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry value in values)
        {
            string key = Key(value.Key);
            bool isKnown = key.ToUpperInvariant() is "ENABLE" or "SEVERITY"
                || rule.Settings.Any(s => s.Name.Equals(key, StringComparison.OrdinalIgnoreCase));
            if (!isKnown)
                throw new MaintainerException("SettingUnknown", ErrorKind.InvalidArgument, key, rule.Name, key,
                    string.Join(", ", rule.Settings.Select(s => s.Name).Prepend("Severity").Prepend("Enable")));
            given[key] = value.Value;
        }
        if (given.TryGetValue("Enable", out object? enable) && enable is not bool)
            throw Unreadable(file, $"Enable of {name} is neither true nor false");
        if (given.TryGetValue("Severity", out object? severity) && !(severity is string text && Enum.TryParse<FindingSeverity>(text, true, out _)))
            throw Unreadable(file, $"Severity of {name} is none of Information, Warning, Error");
        _rules[rule.Name] = given;
        For(rule).Validate();
    }

    private void AddSuppression(string file, IDictionary values)
    {
        (string? rule, string? path, string? commit) = (null, null, null);
        foreach (DictionaryEntry value in values)
        {
            string text = Key(value.Value);
            switch (Key(value.Key).ToUpperInvariant())
            {
                case "RULE":
                    rule = text;
                    break;
                case "PATH":
                    path = text;
                    break;
                case "COMMIT":
                    commit = text;
                    break;
                case "REASON":
                    break;
                default:
                    throw Unreadable(file, $"Suppress has no key '{Key(value.Key)}'; Rule, Path, Commit and Reason are known");
            }
        }
        if (rule is null)
            throw Unreadable(file, "an entry of Suppress names no Rule");
        if (!SeriesRules.Named(rule).Any())
            throw SeriesRules.NotFound(rule);
        _suppress.Add((rule, path, commit));
    }

    private static IDictionary Table(string file, object? value, string name) => value as IDictionary ?? throw Unreadable(file, $"'{name}' is no table");

    private static string Key(object? key) => Convert.ToString(key, CultureInfo.InvariantCulture) ?? "";

    private static object? ToValue(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ToTable(element),
        JsonValueKind.Array => element.EnumerateArray().Select(ToValue).ToArray(),
        JsonValueKind.Number => element.TryGetInt32(out int number) ? number : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => element.GetString(),
    };

    private static Hashtable ToTable(JsonElement element)
    {
        var table = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty property in element.EnumerateObject())
            table[property.Name] = ToValue(property.Value);
        return table;
    }
}
