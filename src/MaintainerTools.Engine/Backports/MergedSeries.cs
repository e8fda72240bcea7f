using System.Text.RegularExpressions;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>
/// Which commits one merge brought as a series: "Merge pull request #12 from …", "Merge patch series "…"", whose message is the cover letter. Merges of
/// whole trees, as a kernel has, bring no series.
/// </summary>
internal sealed partial class MergedSeries
{
    private readonly Dictionary<Oid, string> _bySide = [];

    /// <summary>Looks at the merges of a range, parents first.</summary>
    public MergedSeries(CommitHistory history, IReadOnlyList<Oid> range)
    {
        var within = new HashSet<Oid>(range);
        var mainline = new HashSet<Oid>();
        for (Oid at = range.Count > 0 ? range[^1] : Oid.Zero; within.Contains(at) && mainline.Add(at);)
            at = history.ParentsOf(at) is { Count: > 0 } parents ? parents[0] : Oid.Zero;
        foreach (Oid merge in range.Where(history.IsMerge))
        {
            string subject = history.Objects.ReadCommit(merge).Subject;
            if (!OfSeries().IsMatch(subject))
                continue;
            // A branch that goes on from another one that was merged before has only its own.
            for (Oid at = history.ParentsOf(merge)[1]; within.Contains(at) && !mainline.Contains(at) && !history.IsMerge(at) && _bySide.TryAdd(at, subject);)
                at = history.ParentsOf(at) is { Count: > 0 } parents ? parents[0] : Oid.Zero;
        }
    }

    /// <summary>The subject of the merge that brought a commit; null where none is known to have.</summary>
    public string? Of(Oid commit) => _bySide.GetValueOrDefault(commit);

    [GeneratedRegex(@"^Merge (?:pull request #|pull-request|PR #|(?:patch )?series\b|merge request )|^Merge branch '.*' of .*#[0-9]+", RegexOptions.IgnoreCase)]
    private static partial Regex OfSeries();
}
