using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MaintainerTools.Engine.Backports;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Checks;

/// <summary>Findings in the forms that continuous integration and code scanning take.</summary>
public static class FindingReports
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>GitHub's workflow commands, a line each.</summary>
    public static IEnumerable<string> ToGitHub(IEnumerable<SeriesFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        foreach (SeriesFinding finding in findings)
        {
            string level = finding.Severity switch
            {
                FindingSeverity.Error => "error",
                FindingSeverity.Warning => "warning",
                _ => "notice",
            };
            // A line of a message is none of a file.
            string place = finding.File is not { } file ? ""
                : $"file={WorkflowCommand.Property(file)},{(finding.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"line={line},") : "")}";
            yield return $"::{level} {place}title={WorkflowCommand.Property(finding.RuleName)}::{WorkflowCommand.Data(TextOf(finding))}";
        }
    }

    /// <summary>GitLab's code quality report. A finding about a message stands at the repository as a whole, as GitLab insists on a path.</summary>
    public static string ToGitLab(IEnumerable<SeriesFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        return JsonSerializer.Serialize(findings.Select(finding => new
        {
            description = MailDraft.OneLine(TextOf(finding)),
            check_name = finding.RuleName,
            fingerprint = Fingerprint(finding),
            severity = finding.Severity switch
            {
                FindingSeverity.Error => "critical",
                FindingSeverity.Warning => "major",
                _ => "info",
            },
            location = new { path = finding.File ?? ".", lines = new { begin = finding.File is null ? 1 : finding.Line ?? 1 } },
        }), s_json);
    }

    /// <summary>A SARIF 2.1.0 log of one run, with the rules that found something.</summary>
    public static string ToSarif(IEnumerable<SeriesFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        SeriesFinding[] all = [.. findings];
        TopicSeriesRule[] rules = [.. SeriesRules.Describe([], _ => { }).Where(rule => all.Any(f => f.RuleName == rule.RuleName))];
        var log = new JsonObject
        {
            ["$schema"] = Schema,
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = ModuleInfo.Name,
                        ["version"] = typeof(FindingReports).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
                        ["rules"] = new JsonArray([.. rules.Select(rule => new JsonObject
                        {
                            ["id"] = rule.RuleName,
                            ["fullDescription"] = new JsonObject { ["text"] = rule.Description },
                            ["defaultConfiguration"] = new JsonObject { ["level"] = LevelOf(rule.Severity) },
                        })]),
                    },
                },
                ["results"] = new JsonArray([.. all.Select(finding => ResultOf(finding, Array.FindIndex(rules, r => r.RuleName == finding.RuleName)))]),
            }),
        };
        return log.ToJsonString(s_json);
    }

    private static JsonObject ResultOf(SeriesFinding finding, int rule)
    {
        var result = new JsonObject
        {
            ["ruleId"] = finding.RuleName,
            ["ruleIndex"] = rule,
            ["level"] = LevelOf(finding.Severity),
            ["message"] = new JsonObject { ["text"] = TextOf(finding) },
            ["partialFingerprints"] = new JsonObject { ["finding/v1"] = Fingerprint(finding) },
            ["properties"] = new JsonObject { ["commit"] = finding.Commit, ["subject"] = finding.Subject },
        };
        if (finding.File is { } file)
        {
            string address = Uri.EscapeDataString(file).Replace("%2F", "/", StringComparison.Ordinal);
            var place = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = address } };
            if (finding.Line is { } line)
                place["region"] = new JsonObject { ["startLine"] = line };
            result["locations"] = new JsonArray(new JsonObject { ["physicalLocation"] = place });
        }
        return result;
    }

    private static string LevelOf(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => "error",
        FindingSeverity.Warning => "warning",
        _ => "note",
    };

    private static string TextOf(SeriesFinding finding) =>
        $"{finding.Message} ({finding.Commit[..Math.Min(12, finding.Commit.Length)]} \"{finding.Subject}\")";

    /// <summary>Names a finding across rebases: the commit's SHA is no part of it.</summary>
    private static string Fingerprint(SeriesFinding finding)
    {
        string? line = finding.Line?.ToString(CultureInfo.InvariantCulture);
        string identity = string.Join('\n', finding.RuleName, finding.Subject, finding.File, line, finding.Message);
        return ScratchStore.Hash(ObjectType.Blob, Encoding.UTF8.GetBytes(identity)).ToString();
    }
}
