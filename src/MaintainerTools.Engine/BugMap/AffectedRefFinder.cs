using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.BugMap;

/// <summary>
/// Which refs have the fault that a fix fixes: those with what likely brought it, or a pick of that, and without the fix, or a pick of it. For several fixes
/// one after the other; what was read for one serves the next.
/// </summary>
public sealed class AffectedRefFinder
{
    private const int MostNamed = 10;

    private readonly HistoryWorkspace _workspace;
    private readonly IReadOnlyList<(string Name, Oid Id)> _refs;
    private readonly RefReach _reach;
    private readonly IntroducerSearch _search;
    private readonly string _folder;
    private RevertIndex? _reverts;

    /// <summary>Looks at some refs.</summary>
    /// <param name="workspace">The repository and its history.</param>
    /// <param name="refs">The refs and their commits.</param>
    public AffectedRefFinder(HistoryWorkspace workspace, IReadOnlyList<(string Name, Oid Id)> refs)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(refs);
        (_workspace, _refs) = (workspace, refs);
        _reach = new RefReach(workspace.History, [.. refs.Select(one => one.Id)], workspace.Monitor);
        _search = new IntroducerSearch(workspace);
        _folder = workspace.Repository.WorkTree ?? workspace.Repository.GitDirectory;
    }

    /// <summary>All tags of commits, the oldest commit first.</summary>
    public static List<(string Name, Oid Id)> AllTags(HistoryWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var tags = new List<(string Name, Oid Id, long Time)>();
        foreach ((string name, Oid id) in workspace.Repository.References().Where(one => RefName.IsTag(one.Name)))
        {
            try
            {
                Oid commit = workspace.History.Resolve(workspace.Repository, id.ToString());
                tags.Add((RefName.Short(name)!, commit, workspace.Objects.ReadCommit(commit).Committer.UnixTime));
            }
            catch (MaintainerException)
            {
                // A tag of a tree or a blob is no release.
            }
        }
        return [.. tags.OrderBy(tag => tag.Time).ThenBy(tag => tag.Name, StringComparer.Ordinal).Select(tag => (tag.Name, tag.Id))];
    }

    /// <summary>One result a ref, in the order of the refs.</summary>
    /// <exception cref="MaintainerException">FixIsMerge, MissingObject.</exception>
    public IReadOnlyList<AffectedRef> Find(Oid fix)
    {
        CommitHistory history = _workspace.History;
        if (history.IsMerge(fix))
            throw new MaintainerException("FixIsMerge", ErrorKind.InvalidArgument, fix.ToString(), fix.Abbreviate());
        CommitObject commit = _workspace.Objects.ReadCommit(fix);
        Oid?[] fixedBy = CarriersOf(fix);
        IReadOnlyList<IntroducerCandidate> candidates = _search.Find(commit, SetOf);
        List<IntroducerCandidate> named = [.. candidates.Take(MostNamed)];
        Dictionary<Oid, Oid?[]> holders = candidates.Take(1).ToDictionary(one => one.Commit, one => CarriersOf(one.Commit));
        Dictionary<Oid, bool[]> contained = named.ToDictionary(one => one.Commit, one => _reach.Contain([one.Commit]));
        BugIntroducer[] introducers = [.. named.Select(Describe)];
        Oid[] tags = [.. TagsOf(commit)];
        bool? agrees = tags.Length == 0 || candidates.Count == 0 ? null : tags.Contains(candidates[0].Commit);
        return [.. _refs.Select((one, i) => new AffectedRef
        {
            Fix = fix.ToString(),
            Subject = commit.Subject,
            Ref = one.Name,
            Sha = one.Id.ToString(),
            FixedBy = fixedBy[i]?.ToString(),
            Introducer = introducers,
            FixesTag = [.. tags.Select(tag => tag.ToString())],
            FixesTagAgrees = agrees,
            Repository = _folder,
        }).Select(Decide)];

        object SetOf(Oid introducer)
        {
            bool[] has = _reach.Contain([introducer]);
            return new string([.. has.Select((contains, i) => contains && fixedBy[i] is null ? '1' : '0')]);
        }

        AffectedRef Decide(AffectedRef result, int place)
        {
            if (fixedBy[place] is { } by)
            {
                (result.State, result.Confidence) = (AffectedRefState.HasFix, 1);
                result.Reason = by == fix ? "contains the fix" : $"contains {by.Abbreviate()}, a pick of the fix";
                return result;
            }
            if (candidates.Count == 0)
            {
                result.Reason = "the fix changes no line that leads to where the fault came from";
                return result;
            }
            IntroducerCandidate first = candidates[0];
            if (_workspace.History.MergeBases(fix, _refs[place].Id).Count == 0)
            {
                result.Reason = "has no commit in common with the fix";
                return result;
            }
            Oid? holder = holders[first.Commit][place];
            result.State = holder is null ? AffectedRefState.NeverHad : AffectedRefState.HasBug;
            result.Confidence = Math.Min(1, named.Where(one => contained[one.Commit][place] == (holder is not null)).Sum(one => one.Confidence));
            string name = $"{first.Commit.Abbreviate()}, which likely brought the fault";
            result.Reason = holder is null ? $"does not contain {name}"
                : holder == first.Commit ? $"contains {name}, and not the fix" : $"contains {holder.Value.Abbreviate()}, a pick of {name}, and not the fix";
            return result;
        }
    }

    private BugIntroducer Describe(IntroducerCandidate candidate) => new()
    {
        Commit = candidate.Commit.ToString(),
        Subject = _workspace.Objects.ReadCommit(candidate.Commit).Subject,
        Confidence = Math.Round(candidate.Confidence, 3),
        Reason = candidate.Describe(),
    };

    private IEnumerable<Oid> TagsOf(CommitObject commit) => MessageReferences.Parse(commit.Message)
        .Where(reference => reference.Kind == FollowupKind.Fixes && reference.Digits.Length > 0)
        .Select(reference => _workspace.History.FindNamed(reference.Digits)).OfType<Oid>().Distinct();

    /// <summary>
    /// By which commit of its own each ref has a change that stands there: itself, or a pick. Refs that an earlier answer covers are not asked again.
    /// </summary>
    private Oid?[] CarriersOf(Oid commit)
    {
        bool[] contains = _reach.Contain([commit]);
        var carriers = new Oid?[_refs.Count];
        var withoutAny = new List<Oid>();
        CommitHistory history = _workspace.History;
        bool[]? takenBack = null;
        if (Array.Exists(contains, one => one))
        {
            _reverts ??= new RevertIndex(history, _workspace.Objects, [.. _refs.Select(one => one.Id)], _workspace.Monitor);
            takenBack = _reverts.TakenBack(commit, _reach, _refs.Count);
        }
        // The youngest first: what it has not, none below it has.
        foreach (int i in Enumerable.Range(0, _refs.Count).OrderByDescending(i => _workspace.Objects.ReadCommit(_refs[i].Id).Committer.UnixTime))
        {
            Oid tip = _refs[i].Id;
            if (contains[i])
            {
                carriers[i] = takenBack?[i] == true ? null : commit;
                continue;
            }
            if (history.IsAncestor(tip, commit) || withoutAny.Exists(other => history.IsAncestor(tip, other)))
                continue;
            var presence = new ChangePresence(history, _workspace.Objects, tip, [commit], _workspace.Monitor);
            carriers[i] = presence.Find(commit)?.As;
            if (carriers[i] is null && presence.FindReverted(commit) is null)
                withoutAny.Add(tip);
        }
        return carriers;
    }

    /// <summary>Runs of refs, one after the other, that stand alike to the fault.</summary>
    public static IReadOnlyList<AffectedRefRange> Summarize(IReadOnlyList<AffectedRef> refs)
    {
        ArgumentNullException.ThrowIfNull(refs);
        var ranges = new List<AffectedRefRange>();
        foreach (AffectedRef one in refs)
        {
            AffectedRefRange? last = ranges.Count == 0 ? null : ranges[^1];
            if (last?.State != one.State || last.Fix != one.Fix)
            {
                ranges.Add(last = new AffectedRefRange
                {
                    Fix = one.Fix,
                    Subject = one.Subject,
                    State = one.State,
                    First = one.Ref,
                    Confidence = one.Confidence,
                    Introducer = one.Introducer,
                    Repository = one.Repository,
                });
            }
            (last.Last, last.Count, last.Confidence) = (one.Ref, last.Count + 1, Math.Min(last.Confidence, one.Confidence));
        }
        return ranges;
    }

    /// <summary>Commits that others take back by name, all of the refs' history read once.</summary>
    private sealed class RevertIndex
    {
        private readonly Dictionary<Oid, List<Oid>> _by = [];

        internal RevertIndex(CommitHistory history, IObjectReader objects, IReadOnlyList<Oid> tips, IOperationMonitor monitor)
        {
            IReadOnlyList<Oid> commits = history.Range([], [.. tips.Distinct()], monitor);
            for (int i = 0; i < commits.Count; i++)
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                monitor.Report("Reading messages", i, commits.Count);
                string message = objects.ReadCommit(commits[i]).Message;
                if (!message.Contains("revert", StringComparison.OrdinalIgnoreCase))
                    continue;
                foreach (MessageReference reference in MessageReferences.Parse(message))
                {
                    if (reference.Kind != FollowupKind.Revert || reference.Digits.Length == 0 || history.FindNamed(reference.Digits) is not { } named)
                        continue;
                    if (!_by.TryGetValue(named, out List<Oid>? by))
                        _by[named] = by = [];
                    by.Add(commits[i]);
                }
            }
        }

        /// <summary>For each ref whether it contains a commit that takes this one back, and none that takes back that in turn.</summary>
        internal bool[] TakenBack(Oid commit, RefReach reach, int refs)
        {
            bool[] taken = new bool[refs];
            foreach (Oid by in _by.GetValueOrDefault(commit) ?? [])
            {
                bool[] has = reach.Contain([by]);
                bool[] undone = TakenBack(by, reach, refs);
                for (int i = 0; i < refs; i++)
                    taken[i] |= has[i] && !undone[i];
            }
            return taken;
        }
    }
}
