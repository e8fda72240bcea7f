using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Grading;

/// <summary>What is wrong with the commits of a base beside each other: picked twice, taken back, out of order.</summary>
/// <param name="range">The base's commits, oldest first.</param>
internal sealed class BaseFindings(IReadOnlyList<Oid> range)
{
    /// <summary>Of a commit that takes back another one of the base.</summary>
    public const string RevertsPick = "RevertsPick";

    private readonly KnownCommits _known = new(range);
    private readonly Dictionary<Oid, PickedCommit> _earlier = [];
    private readonly Dictionary<string, PickedCommit> _bySource = [];
    private readonly Dictionary<string, PickedCommit> _bySubject = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _revertedBy = [];

    /// <summary>Adds the next commit of the base, and to what was found of it what it is to those before.</summary>
    public void Add(CommitObject commit, PickedCommit pick, List<AuditFinding> found)
    {
        foreach (PickedCommit reverted in RevertedBy(commit))
        {
            _revertedBy[reverted.Sha!] = pick.Sha!;
            // A revert of a revert brings the pick back.
            foreach (string back in _revertedBy.Where(entry => entry.Value == reverted.Sha).Select(entry => entry.Key).ToArray())
                _revertedBy.Remove(back);
            string what = reverted.Source is null ? "" : "pick ";
            if (pick.Source is null)
                found.RemoveAll(finding => finding.Id == "Foreign");
            found.Add(new AuditFinding(RevertsPick, $"reverts {what}{reverted.Sha![..12]} \"{reverted.Subject}\""));
        }
        if (pick is { Source: not null, PairedBy: not "Same", IsMerge: false })
            AddTwice(pick, found);
        if (pick.PairedBy != "Same")
            _bySubject[pick.Subject] = pick;
        _earlier[commit.Id] = pick;
    }

    /// <summary>Names the fewest commits that would have to move for the base to stand in upstream's order.</summary>
    public static void AddOrder(IReadOnlyList<PickedCommit> picks, IReadOnlyList<List<AuditFinding>> found, IReadOnlyDictionary<Oid, int> place)
    {
        var ordered = new List<(int Pick, int Place)>();
        for (int i = 0; i < picks.Count; i++)
        {
            if (picks[i] is { Source: { } source, PairedBy: not "Same", IsMerge: false } && place.TryGetValue(Oid.Parse(source), out int at))
                ordered.Add((i, at));
        }
        IReadOnlyList<int> staying = UpstreamOrder.Staying([.. ordered.Select(one => one.Place)]);
        int kept = 0;
        for (int i = 0; i < ordered.Count; i++)
        {
            if (kept < staying.Count && staying[kept] == i)
            {
                kept++;
                continue;
            }
            // Either one that stays before it comes later upstream, or one after it earlier.
            bool isLate = kept > 0 && ordered[staying[kept - 1]].Place > ordered[i].Place;
            PickedCommit other = picks[ordered[staying[isLate ? kept - 1 : kept]].Pick];
            found[ordered[i].Pick].Add(new AuditFinding(
                "OutOfOrder", $"out of upstream's order: upstream has it {(isLate ? "before" : "after")} the source of {other.Sha![..12]}"));
        }
    }

    private void AddTwice(PickedCommit pick, List<AuditFinding> found)
    {
        if (!_bySource.TryGetValue(pick.Source!, out PickedCommit? first))
        {
            _bySource[pick.Source!] = pick;
            return;
        }
        if (_revertedBy.TryGetValue(first.Sha!, out string? revert))
        {
            _bySource[pick.Source!] = pick;
            found.Add(new AuditFinding("PickedAgain", $"picked again: {revert[..12]} reverted the pick {first.Sha![..12]}"));
        }
        else if (first.Grade == PickGrade.Partial && pick.Grade == PickGrade.Partial)
        {
            found.Add(new AuditFinding("Split", $"a part of upstream's {pick.Source![..12]}, which is split: {first.Sha![..12]} has another"));
        }
        else
        {
            found.Add(new AuditFinding("PickedTwice", $"the same upstream commit is picked as {first.Sha![..12]} already"));
        }
    }

    /// <summary>The commits of the base that a message says are taken back: by their ids, or where those are none of the base's, by upstream's or by subject.</summary>
    private IEnumerable<PickedCommit> RevertedBy(CommitObject commit)
    {
        var seen = new HashSet<PickedCommit>();
        foreach (MessageReference reference in MessageReferences.Parse(commit.Message).Where(reference => reference.Kind == FollowupKind.Revert))
        {
            PickedCommit? named = reference.Digits.Length > 0 && _known.Find(reference.Digits) is { } id ? _earlier.GetValueOrDefault(id)
                : reference.Digits.Length > 0 && _bySource.FirstOrDefault(entry => entry.Key.StartsWith(reference.Digits, StringComparison.Ordinal)).Value is { } picked ? picked
                : reference.Subject is { } subject ? _bySubject.GetValueOrDefault(subject)
                : null;
            if (named is not null && named.Sha != commit.Id.ToString() && seen.Add(named))
                yield return named;
        }
    }
}
