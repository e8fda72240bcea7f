using System.Text.RegularExpressions;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Checks;

/// <summary>Asks rules about a series. Reads only.</summary>
public sealed partial class SeriesChecker(Workspace workspace)
{
    /// <summary>The trailer by which a commit says which rules are not to be asked of it: "Ignore-Finding: RuleName, Other* (why)".</summary>
    public const string SuppressingTrailer = "Ignore-Finding";

    /// <summary>The findings, commit by commit.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its like, EmptySeries, SinceNeeded, SettingMalformed.</exception>
    public IEnumerable<SeriesFinding> Check(SeriesCheckOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Oid tip = workspace.Repository.ResolveCommit(options.Topic);
        Oid since = options.Since is { } given ? SeriesStart.Named(workspace.Repository, given)
            : SeriesStart.Of(workspace.Repository, workspace.History, options.Topic, workspace.Repository.FullRefName(options.Topic), tip);
        var series = new CheckedSeries(workspace, since, tip);
        if (series.Commits.Count == 0)
            throw new MaintainerException("EmptySeries", ErrorKind.InvalidArgument, options.Topic, since.Abbreviate(), tip.Abbreviate());
        IReadOnlyList<SeriesRule> rules = RulesOf(options);
        return Run(series, rules, options);
    }

    private static List<SeriesRule> RulesOf(SeriesCheckOptions options)
    {
        HashSet<SeriesRule> left = [.. SeriesRules.Select(options.ExcludeRule, options.Report)];
        IEnumerable<SeriesRule> asked = options.Rule.Count > 0 ? SeriesRules.Select(options.Rule, options.Report)
            : SeriesRules.All.Where(rule => options.Settings.IsEnabled(rule) ?? rule.IsEnabled);
        return [.. asked.Where(rule => !left.Contains(rule)
            && (options.Severity.Count == 0 || options.Severity.Contains(options.Settings.SeverityOf(rule))))];
    }

    /// <summary>
    /// What rules say of the series as a whole comes first to be found, and then to its commit, so that all that is said of a commit stands together.
    /// </summary>
    private IEnumerable<SeriesFinding> Run(CheckedSeries series, IReadOnlyList<SeriesRule> rules, SeriesCheckOptions options)
    {
        var whole = new Dictionary<CheckedCommit, List<(SeriesRule Rule, RuleFinding Finding)>>();
        foreach (SeriesRule rule in rules)
        {
            workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
            workspace.Monitor.Report("Checking the series as a whole", 0, -1, rule.Name);
            foreach (RuleFinding finding in rule.Check(series, options.Settings.For(rule)))
            {
                if (!whole.TryGetValue(finding.Commit, out List<(SeriesRule, RuleFinding)>? list))
                    whole[finding.Commit] = list = [];
                list.Add((rule, finding));
            }
        }
        foreach (CheckedCommit commit in series.Commits)
        {
            workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
            workspace.Monitor.Report("Checking the series", commit.Number, series.Commits.Count, commit.Subject);
            List<(SeriesRule Rule, RuleFinding Finding)> found = whole.GetValueOrDefault(commit) ?? [];
            foreach (SeriesRule rule in rules)
                found.AddRange(rule.Check(series, commit, options.Settings.For(rule)).Select(finding => (rule, finding)));
            // The message first, then file by file.
            foreach ((SeriesRule rule, RuleFinding finding) in found.Where(f => IsTold(f.Rule, f.Finding, options))
                .OrderBy(f => f.Finding.File ?? "", StringComparer.Ordinal).ThenBy(f => f.Finding.Line ?? 0))
                yield return ToResult(rule, finding, options);
            commit.Release();
        }
    }

    private static bool IsTold(SeriesRule rule, RuleFinding finding, SeriesCheckOptions options) =>
        !options.Settings.Suppresses(rule, finding)
        && !IgnoredBy(finding.Commit.Commit.Message).Any(name => SeriesRules.Named(name).Contains(rule));

    private static IEnumerable<string> IgnoredBy(string message) => !message.Contains(SuppressingTrailer, StringComparison.OrdinalIgnoreCase) ? []
        : Trailers.ParseClosing(message).Where(t => t.Token.Equals(SuppressingTrailer, StringComparison.OrdinalIgnoreCase))
            .SelectMany(t => Reason().Replace(t.Value, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private SeriesFinding ToResult(SeriesRule rule, RuleFinding finding, SeriesCheckOptions options)
    {
        if (finding.Action is { } action)
        {
            (action.Commit, action.CommitSubject) = (finding.Commit.Commit.Id.ToString(), finding.Commit.Subject);
            (action.File, action.Line, action.Reviewer) = (action.File ?? finding.File, action.Line ?? finding.Line, "Test-TopicSeries");
            (action.Text, action.Reason) = (action.Text.Length > 0 ? action.Text : finding.Message, "a finding of " + rule.Name);
        }
        return new SeriesFinding
        {
            RuleName = rule.Name,
            Severity = options.Settings.SeverityOf(rule),
            Commit = finding.Commit.Commit.Id.ToString(),
            Subject = finding.Commit.Subject,
            File = finding.File,
            Line = finding.Line,
            Message = finding.Message,
            SuggestedAction = finding.Action,
            Repository = workspace.Repository.WorkTree ?? workspace.Repository.GitDirectory,
        };
    }

    [GeneratedRegex(@"\s*\(.*\)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Reason();
}

/// <summary>What is asked of a series.</summary>
public sealed class SeriesCheckOptions
{
    /// <summary>The series' tip.</summary>
    public required string Topic { get; init; }

    /// <summary>The commit below it; null: where the topic leaves its upstream branch.</summary>
    public string? Since { get; init; }

    /// <summary>The rules to ask, by name with wildcards; empty: those that are enabled.</summary>
    public IReadOnlyList<string> Rule { get; init; } = [];

    /// <summary>The rules not to ask.</summary>
    public IReadOnlyList<string> ExcludeRule { get; init; } = [];

    /// <summary>The severities to tell of; empty: all.</summary>
    public IReadOnlyList<FindingSeverity> Severity { get; init; } = [];

    /// <summary>What a settings file says.</summary>
    public CheckSettings Settings { get; init; } = CheckSettings.None;

    /// <summary>Is told of names that no rule has: RuleNotFound.</summary>
    public Action<MaintainerException> Report { get; init; } = e => throw e;
}
