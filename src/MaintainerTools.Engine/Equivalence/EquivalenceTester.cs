using System.Globalization;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Equivalence;

/// <summary>
/// The two checks of the certificate: absorption (the merge of base and upstream version is the upstream version: nothing foreign) and a grade
/// for each pick (nothing lost). Everything is in memory. A check that could not run (a merge driver that is a command, an object that a partial clone
/// lacks, history that a shallow one lacks) makes the verdict NotVerified.
/// </summary>
public sealed class EquivalenceTester(Workspace workspace)
{
    private readonly GitRepository _repository = workspace.Repository;
    private readonly CommitHistory _history = workspace.History;
    private readonly IOperationMonitor _monitor = workspace.Monitor;
    private readonly ScratchStore _scratch = workspace.Scratch;
    private readonly MergeEngine _engine = workspace.Engine;

    /// <summary>Runs the test.</summary>
    /// <exception cref="MaintainerException">A revision that names no commit; NoMergeBase where -Since is needed, MergeNotVerified
    /// where a shallow clone cannot tell.</exception>
    public ContentEquivalence Test(EquivalenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Oid baseId = _repository.ResolveCommit(options.Base);
        Oid upstreamId = _repository.ResolveCommit(options.Upstream);
        Oid? targetId = options.Target is null ? null : _repository.ResolveCommit(options.Target);
        Oid since = options.Since is not null ? _repository.ResolveCommit(options.Since) : MergeBase(options, baseId, upstreamId);
        var result = new ContentEquivalence
        {
            Base = options.Base,
            BaseSha = baseId.ToString(),
            Upstream = options.Upstream,
            UpstreamSha = upstreamId.ToString(),
            SinceSha = since.ToString(),
            UpstreamTree = _scratch.ReadCommit(upstreamId).Tree.ToString(),
            Target = options.Target,
        };
        var limit = new PathLimit(options.Paths);
        string? notVerified;
        GradedPick[] picks = [];
        try
        {
            notVerified = Absorb(result, baseId, upstreamId, since, limit);
            picks = GradePicks(baseId, upstreamId, since, limit);
        }
        catch (MissingObjectException e)
        {
            notVerified = e.Message;
        }
        result.Pick = [.. picks.Select(p => p.ToResult())];
        result.PickCount = picks.Count(p => p.Pairing != PickPairing.Same);
        if (targetId is { } target)
            Compare(result, baseId, target, limit);
        (result.Verdict, result.Reason) = Judge(result, picks, notVerified, limit.IsAll ? "upstream's tree" : "upstream's content in the paths asked for");
        result.Certificate = [.. EquivalenceCertificate.Write(result, picks, targetId?.ToString(), limit.Paths)];
        result.Reproduce = [.. result.Certificate.Select(l => l.Command)];
        return result;
    }

    private static (EquivalenceVerdict Verdict, string Reason) Judge(
        ContentEquivalence result, GradedPick[] picks, string? notVerified, string whole)
    {
        if (notVerified is not null)
            return (EquivalenceVerdict.NotVerified, notVerified);
        if (result.ConflictPath.Length > 0)
            return (EquivalenceVerdict.Conflicting, $"the merge conflicts in {Wording.Count(result.ConflictPath.Length, "path")}");
        PathEquivalence[] foreign = [.. result.Path.Where(p => p.Verdict == PathEquivalenceVerdict.Foreign)];
        if (foreign.Length > 0)
            return (EquivalenceVerdict.CleanButDifferent,
                $"the merge is clean, but not upstream's content in {Wording.Count(foreign.Length, "path")}: {Wording.Some(foreign.Select(p => p.Path))}");
        PickedCommit[] lossy = [.. result.Pick.Where((p, i) => !picks[i].IsPartOfWhole
            && p.Grade is (PickGrade.Adapted or PickGrade.Partial or PickGrade.Foreign))];
        if (lossy.Length > 0)
            return (EquivalenceVerdict.CleanButDifferent, $"the merge gives {whole}, but {Wording.Count(lossy.Length, "pick")} "
                + $"{(lossy.Length == 1 ? "is" : "are")} not upstream's whole commit: {Wording.Some(lossy.Select(p => $"{p.Sha![..12]} ({p.Grade})"))}"
                + Missing(picks));
        PickedCommit? ungraded = result.Pick.FirstOrDefault(p => p.Grade == PickGrade.None);
        if (ungraded is not null)
            return (EquivalenceVerdict.NotVerified, $"{ungraded.Sha![..12]} could not be graded: {ungraded.Reason}");
        return (EquivalenceVerdict.Equivalent, result.PickCount == 0
            ? $"the merge gives {whole}, and there are no picks to grade"
            : $"the merge gives {whole}, and "
                + (result.PickCount == 1 ? "the one pick carries its upstream commit" : $"all {result.PickCount} picks carry their upstream commits")
                + " whole");
    }

    /// <summary>What all of them together lack of what they are nearest to; empty where nothing is near.</summary>
    private static string Missing(GradedPick[] picks) =>
        picks.FirstOrDefault(p => p is { Group: not null, IsPartOfWhole: false })?.Group is { Picks.Count: > 1 } group
            ? $"; together they are nearest to {group.Named}: {group.Graded.Reason}" : "";

    /// <summary>The merge and its paths. Returns why it could not be verified; null when it was.</summary>
    private string? Absorb(ContentEquivalence result, Oid baseId, Oid upstreamId, Oid since, PathLimit limit)
    {
        MergeOutcome merge = _engine.MergeCommits(_history, baseId, upstreamId);
        string? hidden = ShallowBoundary.Hides(_history, [baseId, upstreamId]);
        if (merge.IsUnrelated)
            return hidden ?? "the two have no common history, and git merges no such pair";
        if (merge.MissingObject is not null)
            return merge.NotVerified;
        result.ConflictPath = Paths(merge, limit);
        Oid baseTree = _scratch.ReadCommit(baseId).Tree, upstreamTree = _scratch.ReadCommit(upstreamId).Tree, sinceTree = _scratch.ReadCommit(since).Tree;
        Dictionary<string, TreeChange> foreign = Changes(upstreamTree, merge.Tree, limit), fromUpstream = Changes(upstreamTree, baseTree, limit);
        Dictionary<string, string> kinds = merge.Conflicts.Where(c => limit.Contains(c.Path)).GroupBy(c => c.Path, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First().Kind.Name(), StringComparer.Ordinal);
        ILookup<string, Oid> ours = PathTouches.Find(_history, upstreamId, baseId, kinds.Keys, _monitor);
        ILookup<string, Oid> theirs = PathTouches.Find(_history, baseId, upstreamId, kinds.Keys, _monitor);
        var paths = new List<PathEquivalence>();
        foreach (string path in Changes(sinceTree, baseTree, limit).Keys.Union(foreign.Keys, StringComparer.Ordinal).Union(kinds.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal))
        {
            bool differs = fromUpstream.TryGetValue(path, out TreeChange difference);
            bool isForeign = foreign.TryGetValue(path, out TreeChange change);
            string? kind = kinds.GetValueOrDefault(path);
            string? baseBlob = differs ? Show(difference.NewMode, difference.NewId) : BlobAt(baseTree, path);
            string? upstreamBlob = differs ? Show(difference.OldMode, difference.OldId) : baseBlob;
            paths.Add(new PathEquivalence
            {
                Path = path,
                BaseBlob = baseBlob,
                UpstreamBlob = upstreamBlob,
                MergedBlob = kind is not null ? null : isForeign ? Show(change.NewMode, change.NewId) : upstreamBlob,
                Verdict = kind is not null ? PathEquivalenceVerdict.Conflict
                    : isForeign ? PathEquivalenceVerdict.Foreign
                    : differs ? PathEquivalenceVerdict.Absorbed
                    : PathEquivalenceVerdict.Same,
                ForeignLine = isForeign && kind is null ? ForeignLines(change) : [],
                ConflictKind = kind,
                BaseCommit = kind is null ? [] : [.. ours[path].Select(id => id.ToString())],
                UpstreamCommit = kind is null ? [] : [.. theirs[path].Select(id => id.ToString())],
            });
        }
        result.Path = [.. paths];
        // A conflict outside the -Path limit leaves no whole tree to name.
        result.MergedTree = merge.IsClean ? merge.Tree.ToString() : null;
        return merge.NotVerified ?? hidden;
    }

    private void Compare(ContentEquivalence result, Oid baseId, Oid target, PathLimit limit)
    {
        MergeOutcome naive = _engine.MergeCommits(_history, baseId, target);
        result.NaiveReason = naive.NotVerified ?? ShallowBoundary.Hides(_history, [baseId, target])
            ?? (naive.IsUnrelated ? "the two have no common history, and git merges no such pair" : null);
        if (result.NaiveReason is null)
            result.NaiveConflicts = Paths(naive, limit).Length;
    }

    private GradedPick[] GradePicks(Oid baseId, Oid upstreamId, Oid since, PathLimit limit)
    {
        var grading = new BaseGrader(workspace, since, upstreamId);
        IReadOnlyList<Oid> range = _history.Range(since, baseId, _monitor);
        var picks = new List<GradedPick>(range.Count);
        int done = 0;
        foreach (Oid id in range)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Grading picks", done++, range.Count, id.Abbreviate());
            CommitObject commit = _scratch.ReadCommit(id);
            if (limit.IsAll || Changes(CommitTrees.FirstOf(_scratch, _history.ParentsOf(commit.Id)), commit.Tree, limit).Count > 0)
                picks.Add(grading.Grade(commit));
        }
        return [.. new PickGroups(workspace, grading.Pairing).Judge(new SplitPicks(workspace).Judge(picks, _ => true), _ => true)];
    }

    private Oid MergeBase(EquivalenceOptions options, Oid baseId, Oid upstreamId) =>
        _history.MergeBases(baseId, upstreamId) is [Oid first, ..]
            ? first
            : ShallowBoundary.Hides(_history, [baseId, upstreamId]) is { } hidden
            ? throw new MaintainerException("MergeNotVerified", ErrorKind.ResourceUnavailable, options.Upstream, options.Upstream, options.Base, hidden)
            : throw new MaintainerException("NoMergeBase", ErrorKind.InvalidArgument, options.Upstream, options.Base, options.Upstream);

    private Dictionary<string, TreeChange> Changes(Oid old, Oid @new, PathLimit limit) =>
        TreeDiff.Compute(_scratch, old, @new).Where(c => limit.Contains(c.Path)).ToDictionary(c => c.Path, StringComparer.Ordinal);

    private static string[] Paths(MergeOutcome merge, PathLimit limit) =>
        [.. merge.ConflictPaths.Where(limit.Contains)];

    private static string? Show(int mode, Oid id) => mode == EntryMode.None ? null : id.ToString();

    private string? BlobAt(Oid tree, string path) => TreePaths.TryFind(_scratch, tree, path, out _, out Oid id) ? id.ToString() : null;

    /// <summary>The lines that git diff -U0 shows from upstream's version to the merge's, with their numbers.</summary>
    private string[] ForeignLines(TreeChange change)
    {
        if ((change.OldMode != 0 && !EntryMode.IsFile(change.OldMode)) || (change.NewMode != 0 && !EntryMode.IsFile(change.NewMode)))
            return [];
        try
        {
            byte[] upstream = change.OldMode == 0 ? [] : _scratch.ReadBlob(change.OldId);
            byte[] merged = change.NewMode == 0 ? [] : _scratch.ReadBlob(change.NewId);
            if (BinaryContent.IsBinary(upstream) || BinaryContent.IsBinary(merged))
                return ["binary content differs"];
            var oldLines = new TextLines(upstream);
            var newLines = new TextLines(merged);
            var lines = new List<string>();
            foreach (LineChange run in LineDiff.ComputeWithoutContext(oldLines, newLines))
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

}

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
