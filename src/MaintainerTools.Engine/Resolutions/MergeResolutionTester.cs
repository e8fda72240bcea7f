using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Rerere;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Resolutions;

/// <summary>
/// Tells what of recorded merges was made by hand: each is made again and compared. See <see cref="ResolutionLosses"/> for what counts as a lost
/// resolution and <see cref="ResolutionMemory"/> for what a re-run would know. Everything is in memory.
/// </summary>
public sealed class MergeResolutionTester
{
    private readonly Workspace _workspace;
    private readonly GitRepository _repository;
    private readonly CommitHistory _history;
    private readonly IOperationMonitor _monitor;
    private readonly Remerger _remerging;
    private readonly RecordedResolutions _recorded;
    private readonly List<MaintainerException> _failures = [];

    /// <summary>Readies the engine.</summary>
    public MergeResolutionTester(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (_workspace, _repository, _history, _monitor) = (workspace, workspace.Repository, workspace.History, workspace.Monitor);
        _remerging = new Remerger(workspace);
        _recorded = new RecordedResolutions(_repository, _remerging.Objects, workspace.Settings);
    }

    /// <summary>What failed in a way nobody foresaw, by merge; those are left out, and the others are answered.</summary>
    public IReadOnlyList<MaintainerException> Failures => _failures;

    /// <summary>
    /// Tests the merges of the range, oldest first; then those that only a rewritten state of the topic has and whose resolution was lost with it.
    /// </summary>
    /// <exception cref="MaintainerException">A revision that names no commit.</exception>
    public IReadOnlyList<MergeResolution> Test(MergeResolutionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Oid since = _repository.ResolveCommit(options.Since), tip = _repository.ResolveCommit(options.Topic);
        List<BranchRewrite> rewrites = [.. BranchRewrites.Of(_repository, _history, options.Topic, tip)];
        rewrites.AddRange(options.Previous.Select(p => new BranchRewrite(_repository.ResolveCommit(p), tip, $"-Previous {p}"))
            .Where(r => !_history.IsAncestor(r.Old, tip)));
        List<Remerge> merges = Again(_history.Range(since, tip, _monitor));
        var losses = new ResolutionLosses(_history, _remerging.Objects, tip);
        var memory = new ResolutionMemory(_recorded);
        foreach (Remerge merge in merges)
            memory.Add(merge, _remerging.Objects);
        ILookup<string, Remerge> byPath = merges.SelectMany(m => m.Paths.Select(p => (p.Path, m))).ToLookup(x => x.Path, x => x.m, StringComparer.Ordinal);
        var results = new List<MergeResolution>(merges.Count);
        foreach (Remerge merge in merges)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Comparing merges", results.Count, merges.Count, merge.Commit.Subject);
            if (Try(() => Compare(merge), merge.Commit.Id) is { } result)
                results.Add(result);
        }
        results.AddRange(Rewritten(rewrites, since, tip, losses));
        return results;

        MergeResolution Compare(Remerge merge)
        {
            MergeResolution result = Describe(merge);
            // Merges are in topological order, so whatever comes later in the list is all that can have lost something.
            result.Lost = [.. merge.Paths.SelectMany(p => byPath[p.Path]).Distinct().Where(later => later != merge)
                .SelectMany(later => losses.ByMerge(merge, later)).DistinctBy(l => l.Path)];
            Rerun(result, merge, memory, options.TryPlans);
            return result;
        }
    }

    private T? Try<T>(Func<T> ask, Oid merge)
        where T : class
    {
        var answer = Attempted<T>.Of(ask, merge.ToString());
        if (answer.Error is not { } failure)
            return answer.Get();
        _failures.Add(failure);
        return null;
    }

    private IEnumerable<MergeResolution> Rewritten(List<BranchRewrite> rewrites, Oid since, Oid tip, ResolutionLosses losses)
    {
        var seen = new HashSet<Oid>();
        foreach (BranchRewrite rewrite in rewrites.Where(r => _history.IsAncestor(since, r.Old)))
        {
            foreach (Remerge merge in Again(_history.Range([since, tip, rewrite.New], [rewrite.Old], _monitor)))
            {
                LostResolution[] lost = [.. losses.ByRewrite(merge, rewrite.Old, rewrite.New, rewrite.How)];
                if (lost.Length == 0 || !seen.Add(merge.Commit.Id))
                    continue;
                MergeResolution result = Describe(merge);
                result.Lost = lost;
                result.IsRewritten = true;
                yield return result;
            }
        }
    }

    private List<Remerge> Again(IReadOnlyList<Oid> range)
    {
        List<Oid> merges = [.. range.Where(id => _history.IsMerge(id) || (_history.Shallow.Contains(id) && _history.Objects.ReadCommit(id).IsMerge))];
        var made = new List<Remerge>(merges.Count);
        foreach (Oid id in merges)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Making merges again", made.Count, merges.Count, id.Abbreviate());
            if (Try(() => _remerging.Run(id), id) is { } merge)
                made.Add(merge);
        }
        return made;
    }

    private MergeResolution Describe(Remerge merge)
    {
        string[] conflicts = [.. merge.Paths.Where(p => p.Kind is not null).Select(p => p.Path)];
        string[] changed = [.. merge.Paths.Where(p => p.Kind is null).Select(p => p.Path)];
        (MergeResolutionVerdict verdict, string reason) = merge switch
        {
            { NotVerified: { } why } => (MergeResolutionVerdict.NotVerified, why),
            { IsHandMade: false } => (MergeResolutionVerdict.Automatic, merge.Parents.Count > 2
                ? Invariant($"the recorded tree is what merging its {merge.Parents.Count} parents one after the other gives")
                : "the recorded tree is the automatic one"),
            _ when changed.Length == 0 => (MergeResolutionVerdict.Resolved, $"{Paths(conflicts.Length)} resolved by hand"),
            _ => (MergeResolutionVerdict.Changed, $"{Paths(changed.Length)} that merged clean changed by hand" +
                (conflicts.Length > 0 ? $", and {Paths(conflicts.Length)} resolved" : "")
                + ((merge.Subtree is { } subtree
                    ? $"a subtree merge: {subtree.Folder} {(subtree.IsWhole ? "is the whole tree of a parent" : "has what a parent has at its top")}"
                    : Taken(merge)) is { } side ? $": {side}" : "")),
        };
        return new MergeResolution
        {
            Commit = merge.Commit.Id.ToString(),
            Subject = merge.Commit.Subject,
            Parent = [.. merge.Parents.Select(p => p.ToString())],
            Verdict = verdict,
            Reason = reason,
            RecordedTree = merge.Commit.Tree.ToString(),
            AutomaticTree = merge.Tree.IsZero ? null : merge.Tree.ToString(),
            ConflictPath = conflicts,
            ChangedPath = changed,
            Path = [.. merge.Paths.Select(p => new ResolvedPath
            {
                Path = p.Path,
                Kind = p.Kind,
                AutomaticBlob = p.Automatic.Mode == 0 ? null : p.Automatic.Id.ToString(),
                RecordedBlob = p.Recorded.Mode == 0 ? null : p.Recorded.Id.ToString(),
                Line = Lines(p),
            })],
            Reproduce = merge.Parents.Count == 2 ? $"git show --remerge-diff {merge.Commit.Id}" : null,
        };
    }

    private string[] Lines(RemergedPath path)
    {
        try
        {
            return [.. path.Changed(_remerging.Objects).Select(ResolutionLosses.Show)];
        }
        catch (MissingObjectException e)
        {
            return [e.Message];
        }
    }

    /// <summary>A merge that is one of its parents' trees was not made path by path.</summary>
    private string? Taken(Remerge merge)
    {
        for (int i = 0; i < merge.Parents.Count; i++)
        {
            if (_remerging.Objects.ReadCommit(merge.Parents[i]).Tree == merge.Commit.Tree)
                return Invariant($"the tree is that of parent {i + 1}, whole");
        }
        return null;
    }

    private void Rerun(MergeResolution result, Remerge merge, ResolutionMemory memory, bool tryPlans)
    {
        if (merge.NotVerified is not null)
            return;
        if (merge.IsClean)
        {
            result.Rerun = merge.IsHandMade ? MergeRerun.CleanButDifferent : MergeRerun.Same;
            result.RerunReason = merge.IsHandMade ? $"it would give tree {merge.Tree.Abbreviate()}, without what was changed by hand" : null;
            return;
        }
        var sources = new SortedSet<string>(StringComparer.Ordinal);
        var other = new List<string>();
        bool all = true;
        foreach (RemergedPath path in merge.Paths.Where(p => p.Kind is not null))
        {
            if (memory.Recall(merge, path, _remerging.Objects) is not { } known)
            {
                all = false;
                break;
            }
            sources.Add(known.Source);
            if (ScratchStore.Hash(ObjectType.Blob, known.Content) != path.Recorded.Id)
                other.Add(path.Path);
        }
        if (all)
        {
            result.Rerun = MergeRerun.Remembered;
            result.RerunReason = $"resolved as in {string.Join(", ", sources)}"
                + (other.Count > 0 ? $"; that gives other content than is recorded in {string.Join(", ", other)}" : "");
            return;
        }
        result.Rerun = MergeRerun.Conflict;
        if (!tryPlans || merge.Parents.Count != 2)
            return;
        MergePlan plan = new MergePlanner(_workspace.WithNewScratch()).Plan(
            new MergePlanOptions { Topic = merge.Parents[0].ToString(), Upstream = merge.Parents[1].ToString() });
        result.RerunReason = plan.Reason;
        if (plan.RemainingConflicts == 0 && plan.Step.Length > 1)
        {
            result.Rerun = MergeRerun.Planned;
            result.RerunReason = $"merged after {string.Join(", ", plan.Step[..^1].Select(s => s.Upstream[..12]))}: {plan.Reason}"
                + (plan.Step[^1].Tree == result.RecordedTree ? "" : "; the tree is another than is recorded");
        }
    }

    private static string Paths(int count) => Wording.Count(count, "path");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a test of merges is asked.</summary>
public sealed class MergeResolutionOptions
{
    /// <summary>The topic whose merges are tested, as named.</summary>
    public required string Topic { get; init; }

    /// <summary>Where the range begins, as named.</summary>
    public required string Since { get; init; }

    /// <summary>Old tips of the topic besides those that its reflog and backup refs name, as named.</summary>
    public IReadOnlyList<string> Previous { get; init; } = [];

    /// <summary>Looks for a merge plan for each merge that conflicts.</summary>
    public bool TryPlans { get; init; }
}
