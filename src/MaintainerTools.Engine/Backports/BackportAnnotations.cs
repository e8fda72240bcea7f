using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>Tells of forecasts and picks in the forms that continuous integration shows: annotations, a report, a table.</summary>
public sealed class BackportAnnotations
{
    /// <summary>The most that GitHub takes of a step's summary, in bytes; of a longer one it shows nothing.</summary>
    public const int MostOfSummary = 1024 * 1024;

    private const int NamedPaths = 10;
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly BackportOutcome[] _outcomes;
    private readonly HashSet<BackportVerdict> _failing;

    /// <summary>Takes the results.</summary>
    /// <param name="results">Forecasts and picks; anything else is passed over.</param>
    /// <param name="failing">The verdicts that are errors and let a job fail.</param>
    public BackportAnnotations(IEnumerable<object> results, IEnumerable<BackportVerdict> failing)
    {
        _outcomes = [.. results.Select(BackportOutcome.Of).OfType<BackportOutcome>()];
        _failing = [.. failing];
    }

    /// <summary>How many results let a job fail.</summary>
    public int Failures => _outcomes.Count(outcome => _failing.Contains(outcome.Verdict));

    /// <summary>"2 Conflict, 1 NotVerified" of those.</summary>
    public string FailureCounts => Counts(_outcomes.Where(outcome => _failing.Contains(outcome.Verdict)));

    /// <summary>GitHub's workflow commands, one for each result that there is something to say of.</summary>
    public IEnumerable<string> ToGitHub()
    {
        foreach (BackportOutcome outcome in _outcomes)
        {
            if (LevelOf(outcome) is not { } level)
                continue;
            string file = outcome.Paths.Count > 0 ? "file=" + WorkflowCommand.Property(outcome.Paths[0].Path) + "," : "";
            yield return $"::{level.GitHub} {file}title={WorkflowCommand.Property(TitleOf(outcome))}::{WorkflowCommand.Data(TextOf(outcome))}";
        }
    }

    /// <summary>GitLab's code quality report as JSON: an entry for each path of each result that there is something to say of.</summary>
    /// <param name="pathOf">The first path that a commit changes, for those that conflict in none.</param>
    public string ToGitLab(Func<string, string?> pathOf)
    {
        ArgumentNullException.ThrowIfNull(pathOf);
        var entries = new List<object>();
        foreach (BackportOutcome outcome in _outcomes)
        {
            if (LevelOf(outcome) is not { } level)
                continue;
            string[] paths = [.. outcome.Paths.Select(p => p.Path).Distinct(StringComparer.Ordinal)];
            foreach (string path in paths.Length > 0 ? paths : [pathOf(outcome.Commit.ToString()) ?? "."])
            {
                string identity = string.Join('\n', outcome.Target, outcome.Commit, path);
                entries.Add(new
                {
                    description = MailDraft.OneLine($"{TitleOf(outcome)}: {TextOf(outcome).Replace('\n', ' ')}"),
                    check_name = "backport-" + outcome.Verdict.ToString().ToLowerInvariant(),
                    fingerprint = ScratchStore.Hash(ObjectType.Blob, Encoding.UTF8.GetBytes(identity)).ToString(),
                    severity = level.GitLab,
                    location = new { path, lines = new { begin = 1 } },
                });
            }
        }
        return JsonSerializer.Serialize(entries, s_json) + "\n";
    }

    /// <summary>A table in Markdown for each branch, no longer than so many bytes in UTF-8: what does not fit is counted in a last line.</summary>
    /// <param name="room">The most bytes.</param>
    public string ToSummary(int room = MostOfSummary)
    {
        var text = new StringBuilder();
        int left = room;
        int rows = 0;
        const int Rest = 200;
        foreach (IGrouping<string, BackportOutcome> branch in _outcomes.GroupBy(outcome => outcome.Target, StringComparer.Ordinal))
        {
            if (!Add($"### Backports onto {Cell(branch.Key)}: {Counts(branch)}\n\n| Verdict | Commit | Subject | Author | Why |\n|---|---|---|---|---|\n"))
                break;
            foreach (BackportOutcome outcome in branch)
            {
                string who = $"{outcome.Commit.Abbreviate()} | {Cell(outcome.Subject)} | {Cell(outcome.Author)}";
                if (!Add($"| {outcome.Verdict} | {who} | {Cell(WhyOf(outcome))} |\n"))
                {
                    int more = _outcomes.Length - rows;
                    return text.Append(CultureInfo.InvariantCulture, $"\n{more} more are not shown: a summary has at most 1 MiB.\n").ToString();
                }
                rows++;
            }
            Add("\n");
        }
        if (_outcomes.Length == 0)
            Add("### Backports: there is nothing to pick\n\n");
        return text.ToString();

        bool Add(string part)
        {
            int length = Encoding.UTF8.GetByteCount(part);
            if (length > left - Rest)
                return false;
            left -= length;
            text.Append(part);
            return true;
        }
    }

    private (string GitHub, string GitLab)? LevelOf(BackportOutcome outcome) => outcome.Verdict switch
    {
        _ when _failing.Contains(outcome.Verdict) => ("error", "critical"),
        BackportVerdict.Conflict or BackportVerdict.NotVerified => ("error", "major"),
        BackportVerdict.NeedsPrerequisite or BackportVerdict.PresentInPart or BackportVerdict.Reverted => ("warning", "minor"),
        BackportVerdict.NotApplicable or BackportVerdict.Empty => ("notice", "info"),
        _ => null,
    };

    private static string TitleOf(BackportOutcome outcome) => $"{outcome.Verdict} on {outcome.Target}: {outcome.Commit.Abbreviate()} {outcome.Subject}";

    private static string TextOf(BackportOutcome outcome) => WhyOf(outcome) is { Length: > 0 } why ? why : outcome.Verdict.ToString();

    private static string WhyOf(BackportOutcome outcome)
    {
        var parts = new List<string>();
        string[] paths = [.. outcome.Paths.Select(p => p.Kind is null ? p.Path : $"{p.Path} ({p.Kind})").Distinct(StringComparer.Ordinal)];
        if (paths.Length > 0)
        {
            string more = paths.Length > NamedPaths ? $" and {paths.Length - NamedPaths} more" : "";
            parts.Add("conflicts in " + string.Join(", ", paths.Take(NamedPaths)) + more);
        }
        if (outcome.First.Count > 0)
            parts.Add("pick first " + string.Join(", ", outcome.First.Select(first => $"{first.Commit[..12]} \"{first.Subject}\"")));
        if (outcome.Reason is not null)
            parts.Add(outcome.Reason);
        return string.Join("\n", parts);
    }

    private static string Counts(IEnumerable<BackportOutcome> outcomes) =>
        string.Join(", ", outcomes.GroupBy(outcome => outcome.Verdict).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key}"));

    /// <summary>Text in a cell of a table: nothing in it is markup.</summary>
    private static string Cell(string text)
    {
        var cell = new StringBuilder();
        foreach (char c in MailDraft.OneLine(text.Replace("\n", "; ", StringComparison.Ordinal)))
        {
            cell.Append(c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '|' or '\\' or '`' or '*' or '_' or '[' or ']' or '~' => $"\\{c}",
                _ => $"{c}",
            });
        }
        return cell.ToString();
    }
}
