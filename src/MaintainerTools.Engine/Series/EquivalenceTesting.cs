using System.Globalization;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>What an equivalence test is asked.</summary>
public sealed class EquivalenceOptions
{
    /// <summary>The picked base, as named.</summary>
    public required string Base { get; init; }

    /// <summary>The upstream version, as named.</summary>
    public required string Upstream { get; init; }

    /// <summary>Where the picks begin; null: the merge base of the two.</summary>
    public string? Since { get; init; }

    /// <summary>Paths (files or folders) to which the test is limited; empty: all.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>What the base is merged with for comparison; null: no such merge.</summary>
    public string? Target { get; init; }
}

/// <summary>
/// The two checks of design.md 4: absorption (the merge of base and upstream version is the upstream version: nothing foreign) and a grade
/// for each pick (nothing lost). Everything is in memory.
/// </summary>
public sealed class EquivalenceTesting(GitRepository repository, CommitHistory history)
{
    /// <summary>Runs the test.</summary>
    /// <exception cref="MaintainerException">A revision that names no commit; NoMergeBase where -Since is needed.</exception>
    public ContentEquivalence Test(EquivalenceOptions options, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(monitor);
        Oid baseId = repository.ResolveCommit(options.Base);
        Oid upstreamId = repository.ResolveCommit(options.Upstream);
        Oid? targetId = options.Target is null ? null : repository.ResolveCommit(options.Target);
        Oid since = options.Since is not null ? repository.ResolveCommit(options.Since) : MergeBase(options, baseId, upstreamId);
        var scratch = new ScratchStore(repository.Objects);
        var engine = new MergeEngine(scratch, new MergeOptions());
        var result = new ContentEquivalence
        {
            Base = options.Base,
            BaseSha = baseId.ToString(),
            Upstream = options.Upstream,
            UpstreamSha = upstreamId.ToString(),
            SinceSha = since.ToString(),
            UpstreamTree = scratch.ReadCommit(upstreamId).Tree.ToString(),
            Target = options.Target,
            Reproduce = Commands(baseId, upstreamId, since, targetId),
        };
        var limit = new PathLimit(options.Paths);
        string? notVerified = Absorb(result, engine, scratch, baseId, upstreamId, since, limit);
        result.Pick = GradePicks(baseId, upstreamId, since, engine, scratch, limit, monitor);
        result.PickCount = result.Pick.Count(p => p.PairedBy != "Same");
        if (targetId is { } target)
        {
            MergeOutcome naive = engine.MergeCommits(history, baseId, target);
            notVerified ??= naive.NotVerified;
            result.NaiveConflicts = Paths(naive, limit).Length;
        }
        (result.Verdict, result.Reason) = Judge(result, notVerified);
        return result;
    }

    private static (EquivalenceVerdict Verdict, string Reason) Judge(ContentEquivalence result, string? notVerified)
    {
        if (result.ConflictPath.Length > 0)
            return (EquivalenceVerdict.Conflicting, string.Create(CultureInfo.InvariantCulture, $"the merge conflicts in {Count(result.ConflictPath.Length, "path")}"));
        if (notVerified is not null)
            return (EquivalenceVerdict.NotVerified, notVerified);
        PathEquivalence[] foreign = [.. result.Path.Where(p => p.Verdict == PathEquivalenceVerdict.Foreign)];
        if (foreign.Length > 0)
            return (EquivalenceVerdict.CleanButDifferent, $"the merge is clean, but not upstream's content in {Count(foreign.Length, "path")}: {Some(foreign.Select(p => p.Path))}");
        PickedCommit? ungraded = result.Pick.FirstOrDefault(p => p.Grade == PickGrade.None);
        if (ungraded is not null)
            return (EquivalenceVerdict.NotVerified, $"{ungraded.Sha![..12]} could not be graded: {ungraded.Reason}");
        PickedCommit[] lossy = [.. result.Pick.Where(p => p.Grade is PickGrade.Adapted or PickGrade.Partial or PickGrade.Foreign)];
        return lossy.Length > 0
            ? (EquivalenceVerdict.CleanButDifferent, $"the merge gives upstream's tree, but {Count(lossy.Length, "pick")} {(lossy.Length == 1 ? "is" : "are")} not upstream's whole commit: {Some(lossy.Select(p => $"{p.Sha![..12]} ({p.Grade})"))}")
            : (EquivalenceVerdict.Equivalent, result.PickCount == 0
                ? "the merge gives upstream's tree, and there are no picks to grade"
                : $"the merge gives upstream's tree, and {(result.PickCount == 1 ? "the one pick carries its upstream commit" : $"all {result.PickCount} picks carry their upstream commits")} whole");
    }

    /// <summary>The merge and its paths. Returns why it could not be verified; null when it was.</summary>
    private string? Absorb(ContentEquivalence result, MergeEngine engine, ScratchStore scratch, Oid baseId, Oid upstreamId, Oid since, PathLimit limit)
    {
        MergeOutcome merge = engine.MergeCommits(history, baseId, upstreamId);
        if (merge.IsUnrelated)
            return "the two have no common history, and git merges no such pair";
        if (merge.MissingObject is not null)
            return merge.NotVerified;
        result.ConflictPath = Paths(merge, limit);
        Oid baseTree = scratch.ReadCommit(baseId).Tree;
        Oid upstreamTree = scratch.ReadCommit(upstreamId).Tree;
        Oid sinceTree = scratch.ReadCommit(since).Tree;
        Dictionary<string, TreeChange> foreign = TreeDiff.Compute(scratch, upstreamTree, merge.Tree)
            .Where(c => limit.Contains(c.Path)).ToDictionary(c => c.Path, StringComparer.Ordinal);
        var conflicts = new HashSet<string>(result.ConflictPath, StringComparer.Ordinal);
        Dictionary<string, TreeChange> fromUpstream = TreeDiff.Compute(scratch, upstreamTree, baseTree)
            .Where(c => limit.Contains(c.Path)).ToDictionary(c => c.Path, StringComparer.Ordinal);
        var paths = new List<PathEquivalence>();
        foreach (string path in TreeDiff.Compute(scratch, sinceTree, baseTree).Select(c => c.Path).Where(limit.Contains)
                     .Union(foreign.Keys, StringComparer.Ordinal).Union(conflicts, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            bool differs = fromUpstream.TryGetValue(path, out TreeChange difference);
            bool isForeign = foreign.TryGetValue(path, out TreeChange change);
            string? baseBlob = differs ? Show(difference.NewMode, difference.NewId) : BlobAt(scratch, baseTree, path);
            string? upstreamBlob = differs ? Show(difference.OldMode, difference.OldId) : baseBlob;
            paths.Add(new PathEquivalence
            {
                Path = path,
                BaseBlob = baseBlob,
                UpstreamBlob = upstreamBlob,
                MergedBlob = conflicts.Contains(path) ? null : isForeign ? Show(change.NewMode, change.NewId) : upstreamBlob,
                Verdict = conflicts.Contains(path) ? PathEquivalenceVerdict.Conflict
                    : isForeign ? PathEquivalenceVerdict.Foreign
                    : differs ? PathEquivalenceVerdict.Absorbed
                    : PathEquivalenceVerdict.Same,
                ForeignLine = isForeign && !conflicts.Contains(path) ? ForeignLines(scratch, change) : [],
            });
        }
        result.Path = [.. paths];
        // A conflict outside the -Path limit leaves no whole tree to name.
        result.MergedTree = merge.IsClean ? merge.Tree.ToString() : null;
        return merge.NotVerified;
    }

    private PickedCommit[] GradePicks(Oid baseId, Oid upstreamId, Oid since, MergeEngine engine, ScratchStore scratch, PathLimit limit, IOperationMonitor monitor)
    {
        var grading = new BaseGrading(repository, history, engine, since, upstreamId, monitor);
        IReadOnlyList<Oid> range = history.Range(since, baseId, monitor);
        var picks = new List<PickedCommit>(range.Count);
        foreach (Oid id in range)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Grading picks", picks.Count, range.Count, id.Abbreviate());
            CommitObject commit = scratch.ReadCommit(id);
            if (limit.IsAll || Touches(scratch, commit, limit))
                picks.Add(grading.Grade(commit));
        }
        return [.. picks];
    }

    private Oid MergeBase(EquivalenceOptions options, Oid baseId, Oid upstreamId) =>
        history.MergeBases(baseId, upstreamId) is [Oid first, ..]
            ? first
            : throw new MaintainerException("NoMergeBase", ErrorKind.InvalidArgument, options.Upstream, options.Base, options.Upstream);

    private bool Touches(ScratchStore scratch, CommitObject commit, PathLimit limit) =>
        TreeDiff.Compute(scratch, BaseGrading.TreeOf(scratch, history.ParentsOf(commit.Id)), commit.Tree).Any(c => limit.Contains(c.Path));

    private static string[] Paths(MergeOutcome merge, PathLimit limit) =>
        [.. merge.Conflicts.Select(c => c.Path).Where(limit.Contains).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string? Show(int mode, Oid id) => mode == EntryMode.None ? null : id.ToString();

    private static string? BlobAt(ScratchStore scratch, Oid tree, string path) =>
        TreePath.TryFind(scratch, tree, path, out _, out Oid id) ? id.ToString() : null;

    private static string[] ForeignLines(ScratchStore scratch, TreeChange change)
    {
        if ((change.OldMode != 0 && !EntryMode.IsFile(change.OldMode)) || (change.NewMode != 0 && !EntryMode.IsFile(change.NewMode)))
            return [];
        try
        {
            byte[] upstream = change.OldMode == 0 ? [] : scratch.ReadBlob(change.OldId);
            byte[] merged = change.NewMode == 0 ? [] : scratch.ReadBlob(change.NewId);
            if (BinaryContent.IsBinary(upstream) || BinaryContent.IsBinary(merged))
                return ["binary content differs"];
            var oldLines = new TextLines(upstream);
            var newLines = new TextLines(merged);
            var lines = new List<string>();
            foreach (LineChange run in LineDiff.Compute(oldLines, newLines))
            {
                for (int i = 0; i < run.OldCount; i++)
                    lines.Add(Line('-', run.OldStart + i, oldLines[run.OldStart + i]));
                for (int i = 0; i < run.NewCount; i++)
                    lines.Add(Line('+', run.NewStart + i, newLines[run.NewStart + i]));
            }
            return [.. lines];
        }
        catch (MissingObjectException e)
        {
            return [e.Message];
        }

        static string Line(char sign, int index, ReadOnlySpan<byte> text) =>
            string.Create(CultureInfo.InvariantCulture, $"{sign}{index + 1}: {TextEncoding.Lenient.GetString(text).TrimEnd('\r', '\n')}");
    }

    private static string[] Commands(Oid baseId, Oid upstreamId, Oid since, Oid? target)
    {
        List<string> commands =
        [
            $"git merge-tree --write-tree {baseId} {upstreamId}",
            $"git rev-parse {upstreamId}^{{tree}}",
            $"git log --reverse --format='%H %s' {since}..{baseId}",
            "git diff-tree -p SHA | git patch-id --stable",
        ];
        if (target is { } id)
            commands.Add($"git merge-tree --write-tree --name-only {baseId} {id}");
        return [.. commands];
    }

    private static string Count(int n, string noun) => string.Create(CultureInfo.InvariantCulture, $"{n} {noun}{(n == 1 ? "" : "s")}");

    private static string Some(IEnumerable<string> items)
    {
        List<string> all = [.. items];
        return all.Count <= 3 ? string.Join(", ", all) : string.Join(", ", all.Take(3)) + string.Create(CultureInfo.InvariantCulture, $" and {all.Count - 3} more");
    }
}
