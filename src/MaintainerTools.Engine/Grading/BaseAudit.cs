using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Grading;

/// <summary>
/// Audits an existing base: is it linear, is each commit a marked pick of a real upstream commit, is the order upstream's, are author and
/// dates kept, is nothing lost and nothing foreign.
/// </summary>
public sealed class BaseAudit(Workspace workspace)
{
    private readonly GitRepository _repository = workspace.Repository;
    private readonly CommitHistory _history = workspace.History;
    private readonly IOperationMonitor _monitor = workspace.Monitor;

    /// <summary>Grades each commit of since..base and says what is wrong with it.</summary>
    /// <exception cref="MaintainerException">A revision that names no commit.</exception>
    public BaseAuditReport Run(BaseAuditOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Oid sinceId = _repository.ResolveCommit(options.Since);
        Oid baseId = _repository.ResolveCommit(options.Base);
        Oid upstreamId = _repository.ResolveCommit(options.Upstream);
        var grading = new BaseGrader(workspace, sinceId, upstreamId, options.Marker);
        IReadOnlyList<Oid> range = _history.Range(sinceId, baseId, _monitor);
        var place = new Dictionary<Oid, int>();
        foreach (Oid id in _history.Range(sinceId, upstreamId, _monitor))
            place[id] = place.Count;
        var picks = new List<PickedCommit>(range.Count);
        var tally = new Tally();
        var sources = new Dictionary<Oid, Oid>();
        int last = -1;
        Oid lastPick = Oid.Zero;
        foreach (Oid id in range)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Auditing", picks.Count, range.Count, id.Abbreviate());
            GradedPick pick = grading.Grade(_repository.Objects.ReadCommit(id));
            List<string> findings = FindingsOf(pick, options.Marker);
            if (pick.Source is { } source && pick.Pairing != PickPairing.Same)
            {
                if (!sources.TryAdd(source, id))
                    findings.Add($"the same upstream commit is picked as {sources[source].Abbreviate()} already");
                // The upstream commits of a good base follow each other as they do upstream.
                if (place.TryGetValue(source, out int at))
                {
                    if (at < last)
                        findings.Add($"out of upstream's order: upstream has it before the source of {lastPick.Abbreviate()}");
                    else
                        (last, lastPick) = (at, id);
                }
            }
            tally.Add(pick, findings.Count > 0);
            picks.Add(pick.ToResult(findings));
        }
        return new BaseAuditReport(picks, tally.Describe($"{options.Since}..{options.Base}"));
    }

    private List<string> FindingsOf(GradedPick pick, MarkerStyle style)
    {
        var findings = new List<string>();
        if (pick.Pairing == PickPairing.Same)
            return findings;
        if (pick.IsMerge)
        {
            findings.Add(pick.Grade == PickGrade.Exact ? $"the base is not linear: {pick.Reason}" : pick.Reason ?? "a merge");
            return findings;
        }
        if (pick.Source is not { } sourceId)
        {
            findings.Add(pick.Reason ?? "no upstream counterpart");
            return findings;
        }
        CommitObject commit = pick.Commit;
        CommitObject source = _repository.Objects.ReadCommit(sourceId);
        CommitMarker? marker = style.SourceOf(commit.Message);
        if (pick.Pairing != PickPairing.Marker)
        {
            string by = pick.Pairing.Describe() + (pick.Pairing == PickPairing.Diff ? " is that" : "");
            findings.Add(marker is not null ? pick.Reason ?? "the marker names another commit"
                : LineNaming(commit.Message, sourceId) is { } line ? $"\"{line}\" is no marker that is known; {by} of upstream's {sourceId.Abbreviate()}"
                : $"not marked; {by} of upstream's {sourceId.Abbreviate()}");
        }
        else if (marker is { Sha.Length: < 40 })
            findings.Add($"the marker abbreviates the SHA to {marker.Sha.Length} digits");
        else if (marker is not null && style.Usual(commit.Message, marker, source) is { } usual)
            findings.Add($"the marker is not written as usual, which is \"{usual}\"");
        if (source.Author.Name != commit.Author.Name || source.Author.Email != commit.Author.Email)
            findings.Add($"the author is {commit.Author}, upstream's is {source.Author}");
        else if (source.Author.UnixTime != commit.Author.UnixTime)
            findings.Add($"the author date is {commit.Author.When:yyyy-MM-dd HH:mm:ss zzz}, upstream's is {source.Author.When:yyyy-MM-dd HH:mm:ss zzz}");
        // The marker is the subject of a message that has none.
        if (source.Subject != commit.Subject && source.Subject.Length > 0)
            findings.Add($"the subject is not upstream's \"{source.Subject}\"");
        if (LostTrailers(source.Message, commit.Message) is { Count: > 0 } lost)
            findings.Add("trailers of upstream's are lost: " + string.Join(", ", lost));
        if (pick.Grade is PickGrade.Adapted or PickGrade.Partial or PickGrade.None)
            findings.Add($"{pick.Grade}: {pick.Reason}");
        return findings;
    }

    /// <summary>The line of a message that names a commit, though not as a marker; null where none does.</summary>
    private static string? LineNaming(string message, Oid id) =>
        message.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Contains(id.Abbreviate(), StringComparison.OrdinalIgnoreCase));

    /// <summary>The trailers of upstream's message that the pick's has nowhere. Where they stand is the maintainer's choice: markers and notes come between.</summary>
    private static List<string> LostTrailers(string upstream, string pick)
    {
        HashSet<string> lines = [.. pick.Split('\n').Select(line => line.Trim())];
        HashSet<string> trailers = [.. Trailers.Parse(pick).Select(t => $"{t.Token}: {t.Value}")];
        return [.. Trailers.Parse(upstream).Select(t => $"{t.Token}: {t.Value}").Where(t => !trailers.Contains(t) && !lines.Contains(t)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What the commits come to, counted as they are graded.</summary>
    private sealed class Tally
    {
        private readonly SortedDictionary<PickGrade, int> _grades = [];
        private int _all, _merges, _own, _picks, _foreign, _found;

        internal void Add(GradedPick pick, bool isFound)
        {
            _all++;
            _found += isFound ? 1 : 0;
            _merges += pick.IsMerge ? 1 : 0;
            if (pick.Pairing == PickPairing.Same)
                _own++;
            else if (pick.IsMerge)
                return;
            else if (pick.Source is null)
                _foreign++;
            else
            {
                _picks++;
                _grades[pick.Grade] = _grades.GetValueOrDefault(pick.Grade) + 1;
            }
        }

        /// <summary>The audit in one line that a person can quote.</summary>
        internal string Describe(string range)
        {
            string shape = _merges switch { 0 => "linear", 1 => "with a merge", _ => string.Create(CultureInfo.InvariantCulture, $"with {_merges} merges") };
            string text = string.Create(CultureInfo.InvariantCulture,
                $"{range}: {Wording.Count(_all, "commit")}, {shape}; {_own} {(_own == 1 ? "is" : "are")} upstream's own, {_picks} {(_picks == 1 ? "is a pick" : "are picks")}");
            if (_picks > 0)
                text += $" ({string.Join(", ", _grades.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Value} {g.Key}")))})";
            if (_foreign > 0)
                text += string.Create(CultureInfo.InvariantCulture, $", {_foreign} {(_foreign == 1 ? "is" : "are")} nothing of upstream's");
            return text + (_found == 0 ? "; nothing found" : string.Create(CultureInfo.InvariantCulture, $"; {_found} with findings"));
        }
    }
}

/// <summary>What an audit is asked.</summary>
public sealed class BaseAuditOptions
{
    /// <summary>Where the base begins, as named.</summary>
    public required string Since { get; init; }

    /// <summary>The base, as named.</summary>
    public required string Base { get; init; }

    /// <summary>Where picks come from, as named.</summary>
    public required string Upstream { get; init; }

    /// <summary>How they are marked, besides the forms that are known.</summary>
    public MarkerStyle Marker { get; init; } = MarkerStyle.CherryPicked;
}

/// <summary>What an audit found.</summary>
/// <param name="Picks">One for each commit of the base, oldest first; what is wrong with it is in its Finding.</param>
/// <param name="Summary">All in one line that a person can quote.</param>
public sealed record BaseAuditReport(IReadOnlyList<PickedCommit> Picks, string Summary);
