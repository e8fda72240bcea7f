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
        MarkerStyle style = options.Marker ?? _history.Markers;
        var grading = new BaseGrader(workspace, sinceId, upstreamId, style);
        var alone = new PickFindings(_repository.Objects, style, grading.Pairing);
        IReadOnlyList<Oid> range = _history.Range(sinceId, baseId, _monitor);
        var together = new BaseFindings(range);
        var failures = new List<MaintainerException>();
        var picks = new List<GradedPick>(range.Count);
        var found = new List<List<AuditFinding>>(range.Count);
        foreach (Oid id in range)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Auditing", picks.Count, range.Count, id.Abbreviate());
            CommitObject commit = _repository.Objects.ReadCommit(id);
            var graded = Attempted<(GradedPick Pick, List<AuditFinding> Found)>.Of(
                () => together.Unlikely(grading.Grade(commit)) is var pick ? (pick, [.. alone.Of(pick)]) : default, id.ToString());
            if (graded.Error is { } error)
                failures.Add(error);
            (GradedPick one, List<AuditFinding> its) = graded.Error is { } why ? Unanswered(commit, why) : graded.Get();
            found.Add(its);
            picks.Add(one);
            together.Add(one, its);
        }
        var judged = Attempted<List<GradedPick>>.Of(() =>
            [.. new PickGroups(workspace, grading.Pairing).Judge(new SplitPicks(workspace).Judge(picks, together.IsThere), together.IsThere)], options.Base);
        if (judged.Error is { } failure)
            failures.Add(failure);
        else
            picks = judged.Get();
        BaseFindings.AddParts(picks, found);
        // The upstream commits of a good base follow each other as they do upstream.
        BaseFindings.AddOrder(picks, found, _history, new CommitOrder(_history.Range(sinceId, upstreamId, _monitor)));
        var tally = new Tally();
        for (int i = 0; i < picks.Count; i++)
            tally.Add(picks[i], found[i]);
        return new BaseAuditReport([.. picks.Select((pick, i) => pick.ToResult([.. found[i].Distinct()]))], tally.Describe($"{options.Since}..{options.Base}"))
        {
            Failures = failures,
        };
    }

    /// <summary>A commit whose question failed in a way nobody foresaw: the others are audited all the same.</summary>
    private (GradedPick, List<AuditFinding>) Unanswered(CommitObject commit, MaintainerException error)
    {
        var pick = new GradedPick
        {
            Commit = commit,
            IsMerge = _history.IsMerge(commit.Id),
            Pairing = PickPairing.None,
            Grade = PickGrade.None,
            Reason = "not answered: " + error.Message,
        };
        return (pick, [new AuditFinding("NotVerified", pick.Reason)]);
    }

    /// <summary>What the commits come to, counted as they are graded.</summary>
    private sealed class Tally
    {
        private readonly SortedDictionary<PickGrade, int> _grades = [];
        private int _all, _merges, _own, _picks, _reverts, _foreign, _found;

        internal void Add(GradedPick pick, List<AuditFinding> found)
        {
            _all++;
            _found += found.Count > 0 ? 1 : 0;
            _merges += pick.IsMerge ? 1 : 0;
            if (pick.Pairing == PickPairing.Same)
                _own++;
            else if (pick.IsMerge)
                return;
            else if (pick.Source is null && found.Exists(finding => finding.Id == BaseFindings.RevertsPick))
                _reverts++;
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
                $"{range}: {Wording.Count(_all, "commit")}, {shape}; {_own} {(_own == 1 ? "is" : "are")} upstream's own, "
                    + $"{_picks} {(_picks == 1 ? "is a pick" : "are picks")}");
            if (_picks > 0)
                text += $" ({string.Join(", ", _grades.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Value} {g.Key}")))})";
            if (_reverts > 0)
                text += string.Create(CultureInfo.InvariantCulture, $", {_reverts} {(_reverts == 1 ? "reverts" : "revert")} what is in it");
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

    /// <summary>How they are marked, besides the forms that are known; null: as the history reads them.</summary>
    public MarkerStyle? Marker { get; init; }
}

/// <summary>What an audit found.</summary>
/// <param name="Picks">One for each commit of the base, oldest first; what is wrong with it is in its Finding.</param>
/// <param name="Summary">All in one line that a person can quote.</param>
public sealed record BaseAuditReport(IReadOnlyList<PickedCommit> Picks, string Summary)
{
    /// <summary>What failed in a way nobody foresaw, by commit; these are not verified, and the others are answered.</summary>
    public IReadOnlyList<MaintainerException> Failures { get; init; } = [];
}
