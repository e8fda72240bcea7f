using MaintainerTools.Engine.History;
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
    private readonly Dictionary<Oid, GradedPick> _earlier = [];
    private readonly Dictionary<Oid, GradedPick> _bySource = [];
    private readonly Dictionary<string, GradedPick> _bySubject = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Oid, Oid> _revertedBy = [];

    /// <summary>Adds the next commit of the base, and to what was found of it what it is to those before.</summary>
    public void Add(GradedPick pick, List<AuditFinding> found)
    {
        Oid id = pick.Commit.Id;
        foreach (GradedPick reverted in RevertedBy(pick.Commit))
        {
            Oid taken = reverted.Commit.Id;
            _revertedBy[taken] = id;
            // A revert of a revert brings the pick back.
            foreach (Oid back in _revertedBy.Where(entry => entry.Value == taken).Select(entry => entry.Key).ToArray())
                _revertedBy.Remove(back);
            string what = reverted.Source is null ? "" : "pick ";
            if (pick.Source is null)
                found.RemoveAll(finding => finding.Id == "Foreign");
            found.Add(new AuditFinding(RevertsPick, $"reverts {what}{taken.Abbreviate()} \"{reverted.Commit.Subject}\""));
        }
        if (pick is { Source: { } source, IsMerge: false } && pick.Pairing != PickPairing.Same)
            AddTwice(pick, source, found);
        if (pick.Pairing != PickPairing.Same)
            _bySubject[pick.Commit.Subject] = pick;
        _earlier[id] = pick;
    }

    /// <summary>
    /// The pick as it was found, but for one that is near to an upstream commit in its diff alone while the base has a pick of that already: it changes what
    /// the pick brought, and is none itself.
    /// </summary>
    public GradedPick Unlikely(GradedPick pick)
    {
        if (pick is not { Pairing: PickPairing.Diff, Source: { } source } || !_bySource.TryGetValue(source, out GradedPick? first) || !IsThere(first))
            return pick;
        return pick with
        {
            Pairing = PickPairing.None,
            Source = null,
            Grade = PickGrade.Foreign,
            GradeReason = null,
            DiffOfDiffs = null,
            Pair = new PickPair(null, PickPairing.None, null),
            Reason = $"no marker; the nearest is upstream's {source.Abbreviate()}, of which {first.Commit.Id.Abbreviate()} is the pick",
        };
    }

    /// <summary>False for what a later commit of the base took back.</summary>
    public bool IsThere(GradedPick pick) => !_revertedBy.ContainsKey(pick.Commit.Id);

    /// <summary>
    /// Says of the parts of split commits what all of them come to, instead of what each by itself has not.
    /// </summary>
    public static void AddParts(IReadOnlyList<GradedPick> picks, IReadOnlyList<List<AuditFinding>> found)
    {
        for (int i = 0; i < picks.Count; i++)
        {
            if (picks[i] is { Group: { } group })
            {
                AddGroup(picks[i], group, found[i]);
                continue;
            }
            if (picks[i] is not { Whole: { } whole, Source: { } source, OtherParts: { } others } pick)
                continue;
            found[i].RemoveAll(finding => finding.Id == nameof(PickGrade.Partial));
            string rest = $"{Wording.Some(others.Select(id => id.Abbreviate()))} {(others.Count == 1 ? "has" : "have")}";
            found[i].Add(new AuditFinding("Split", $"a part of upstream's {source.Abbreviate()}, which is split: {rest} the rest"));
            // What all of them come to stands once, where the last of them is.
            bool isLast = !picks.Skip(i + 1).Any(later => later.Whole is not null && later.Source == pick.Source);
            if (isLast && whole.Grade is not (PickGrade.Exact or PickGrade.ContextDrift))
            {
                string id = whole.Grade == PickGrade.None ? "NotVerified" : whole.Grade.ToString();
                found[i].Add(new AuditFinding(id, $"all parts: {whole.Grade}: {whole.Reason}"));
            }
        }
    }

    /// <summary>
    /// Says of a commit that is the same as upstream's only with others, or with several, what that is, instead of what it has not by itself.
    /// </summary>
    private static void AddGroup(GradedPick pick, PickGroup group, List<AuditFinding> found)
    {
        bool isWhole = pick.IsPartOfWhole;
        if (isWhole)
        {
            // What one commit says of itself is compared with one that it is not.
            found.RemoveAll(finding => finding.Id is not (RevertsPick or "NotLinear"));
        }
        string id = group.Picks.Count > 1 ? "Squashed" : "HoldsSeveral";
        found.Add(new AuditFinding(isWhole ? id : "NearGroup", pick.Reason ?? group.Named));
    }

    /// <summary>
    /// Names the fewest commits that would have to move for the base to stand in upstream's order, which is that of ancestors: what upstream has on lines of
    /// development beside each other may come either way.
    /// </summary>
    /// <param name="picks">The base's.</param>
    /// <param name="found">What was found of each.</param>
    /// <param name="history">Of upstream.</param>
    /// <param name="order">Upstream's commits, parents first.</param>
    public static void AddOrder(IReadOnlyList<GradedPick> picks, IReadOnlyList<List<AuditFinding>> found, CommitHistory history, CommitOrder order)
    {
        int[] placed = [.. Enumerable.Range(0, picks.Count).Where(i => picks[i] is { Source: { } source, IsMerge: false }
            && picks[i].Pairing != PickPairing.Same && order.Contains(source))];
        int[] places = [.. placed.Select(i => order[picks[i].Source!.Value])];
        // What no other stands against in any order is left out of the question: most bases are in order but for a few.
        int[] asked = Against(places);
        var ancestry = SourceAncestry.Read(history, order, [.. asked.Select(i => picks[placed[i]].Source!.Value)]);
        Func<int, int, bool> isBefore = ancestry is null ? (i, j) => places[asked[i]] < places[asked[j]] : ancestry.IsBefore;
        IReadOnlyList<int> staying = ancestry is null ? UpstreamOrder.Staying([.. asked.Select(i => places[i])])
            : UpstreamOrder.Staying(asked.Length, isBefore);
        foreach (int i in Enumerable.Range(0, asked.Length).Except(staying))
        {
            // Either one that stays before it comes later upstream, or one after it earlier.
            int late = staying.Where(other => other < i && isBefore(i, other)).DefaultIfEmpty(-1).Last();
            int other = late >= 0 ? late : staying.First(other => other > i && isBefore(other, i));
            string where = $"{(late >= 0 ? "before" : "after")} the source of {picks[placed[asked[other]]].Commit.Id.Abbreviate()}";
            found[placed[asked[i]]].Add(new AuditFinding("OutOfOrder", $"out of upstream's order: upstream has it {where}"));
        }
    }

    /// <summary>The indexes of places that have a higher one before them, or a lower one after them.</summary>
    private static int[] Against(int[] places)
    {
        int[] lowestAfter = new int[places.Length];
        for ((int i, int lowest) = (places.Length - 1, int.MaxValue); i >= 0; i--)
        {
            lowestAfter[i] = lowest;
            lowest = Math.Min(lowest, places[i]);
        }
        var against = new List<int>();
        for ((int i, int highest) = (0, -1); i < places.Length; i++)
        {
            if (highest > places[i] || lowestAfter[i] < places[i])
                against.Add(i);
            highest = Math.Max(highest, places[i]);
        }
        return [.. against];
    }

    private void AddTwice(GradedPick pick, Oid source, List<AuditFinding> found)
    {
        if (!_bySource.TryGetValue(source, out GradedPick? first))
        {
            _bySource[source] = pick;
            return;
        }
        if (_revertedBy.TryGetValue(first.Commit.Id, out Oid revert))
        {
            _bySource[source] = pick;
            found.Add(new AuditFinding("PickedAgain", $"picked again: {revert.Abbreviate()} reverted the pick {first.Commit.Id.Abbreviate()}"));
        }
        else if (first.Grade != PickGrade.Partial || pick.Grade != PickGrade.Partial)
        {
            found.Add(new AuditFinding("PickedTwice", $"the same upstream commit is picked as {first.Commit.Id.Abbreviate()} already"));
        }
    }

    /// <summary>
    /// The commits of the base that a message says are taken back: by their ids, or where those are none of the base's, by upstream's or by subject.
    /// </summary>
    private IEnumerable<GradedPick> RevertedBy(CommitObject commit)
    {
        var seen = new HashSet<GradedPick>();
        foreach (MessageReference reference in MessageReferences.Parse(commit.Message).Where(reference => reference.Kind == FollowupKind.Revert))
        {
            GradedPick? named = reference.Digits.Length > 0 && _known.Find(reference.Digits) is { } id ? _earlier.GetValueOrDefault(id)
                : reference.Digits.Length > 0
                && _bySource.FirstOrDefault(entry => entry.Key.ToString().StartsWith(reference.Digits, StringComparison.Ordinal)).Value is { } picked ? picked
                : reference.Subject is { } subject ? _bySubject.GetValueOrDefault(subject)
                : null;
            if (named is not null && named.Commit.Id != commit.Id && seen.Add(named))
                yield return named;
        }
    }
}
