using System.Globalization;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Picks.Prerequisites;

namespace MaintainerTools.Engine.SeriesMoves;

/// <summary>
/// Says of a commit that conflicts on the new base: where, which commits of either base touched those lines that the other base lacks, what would help,
/// proved by picking it in memory, and what to run next.
/// </summary>
internal sealed class MoveConflictExplanation(Workspace workspace, SeriesToMove series, SeriesMoveOptions options, SeriesReplay replay)
{
    private const int Named = 3;

    private readonly CommitHistory _history = workspace.History;
    private readonly HashSet<Oid> _own = [.. series.Commits];

    /// <summary>Accounts for the conflict that stopped the move.</summary>
    /// <param name="stop">Where it stopped.</param>
    /// <param name="before">What was known of it before.</param>
    internal ConflictAccount Explain(MoveStop stop, string? before)
    {
        PathConflict[] paths = [.. stop.Outcome.Conflicts.Select(c => c.ToResult())];
        int count = MergeOutcome.InOrder(paths.Select(p => p.Path)).Length;
        string reason = (before is null ? "" : before + "; ")
            + (count == 0 ? "conflicts in a folder: " + string.Join(", ", stop.Outcome.Kinds) : $"conflicts in {Wording.Count(count, "path")}");
        if (stop.Source.IsMerge)
            return new ConflictAccount(paths, reason, [], NextCommand([]));

        IReadOnlyList<ConflictedPath> located = PickReplay.Locate(workspace.Scratch, stop.Outcome.Conflicts, stop.Source.Id);
        var order = new CommitOrder(_history.Range(series.Onto, stop.Source.Id, workspace.Monitor));
        Dictionary<Oid, List<LineEvidence>> lacked = Lacked(stop.Source, order, located, paths);
        Dictionary<Oid, List<LineEvidence>> there = There(stop, paths);
        reason += Tell("the new base touched those lines in ", there) + Tell("the new base lacks what touched the lines that it needs in ", lacked);
        List<Oid> helping = lacked.Count > 0 ? Helping(stop.Source, order, lacked.Keys) : [];
        if (helping.Count > 0)
            reason += $"; it applies where {Wording.Some(helping.Select(id => id.Abbreviate()))} {(helping.Count == 1 ? "is" : "are")} picked first";
        return new ConflictAccount(paths, reason, helping, NextCommand(helping));
    }

    /// <summary>The commits of the old base that the new one lacks and that touched the lines which the commit changes.</summary>
    private Dictionary<Oid, List<LineEvidence>> Lacked(CommitObject source, CommitOrder order, IReadOnlyList<ConflictedPath> located, PathConflict[] paths)
    {
        var origins = new LineOrigins(workspace.Objects, _history, id => !order.Contains(id), workspace.Monitor);
        var all = new Dictionary<Oid, List<LineEvidence>>();
        foreach (ConflictedPath path in located)
        {
            Dictionary<Oid, List<LineEvidence>> owners = origins.OwnersOf(source.Id, path.SourcePath);
            List<Oid> lacked = order.Sort(owners.Keys.Where(id => !_own.Contains(id) && replay.Presence.Find(id) is null));
            foreach (PathConflict conflict in paths.Where(p => p.Path == path.Path))
                conflict.TouchedBy = [.. lacked.Select(id => id.ToString())];
            foreach (Oid id in lacked)
                all.TryAdd(id, owners[id]);
        }
        return all;
    }

    /// <summary>The commits of the new base that the old one lacks and that touched the lines in conflict.</summary>
    private Dictionary<Oid, List<LineEvidence>> There(MoveStop stop, PathConflict[] paths)
    {
        HashSet<Oid> made = [.. replay.Patches.Where(p => p.IsThere).Select(p => p.Stands)];
        CommitOrder order = OwnOfOnto();
        LineOrigins origins = OriginsIn(order, made);
        var all = new Dictionary<Oid, List<LineEvidence>>();
        foreach (MergeConflict conflict in stop.Outcome.Conflicts)
        {
            Dictionary<Oid, List<LineEvidence>> owners = conflict.Ours is null
                ? Gone(conflict.Path, order.Commits) : origins.Find(stop.Parents[0], conflict.Path, Runs(conflict.Base, conflict.Ours, conflict.Theirs));
            List<Oid> theirs = order.Sort(owners.Keys.Where(id => !made.Contains(id)));
            foreach (PathConflict path in paths.Where(p => p.Path == conflict.Path))
                path.TouchedOnto = [.. theirs.Select(id => id.ToString())];
            foreach (Oid id in theirs)
                all.TryAdd(id, owners[id]);
        }
        return all;
    }

    /// <summary>Names the commits of the new base that hold what a patch changes of which nothing was left.</summary>
    internal MovedPatch WithHolders(MovedPatch patch)
    {
        HashSet<Oid> made = [.. replay.Patches.Where(p => p.IsThere).Select(p => p.Stands)];
        CommitOrder order = OwnOfOnto();
        LineOrigins origins = OriginsIn(order, made);
        var all = new Dictionary<Oid, List<LineEvidence>>();
        Oid before = CommitTrees.RecordedBefore(workspace.Scratch, patch.Old);
        Oid there = workspace.Scratch.ReadCommit(patch.Stands).Tree;
        foreach (TreeChange change in TreeDiff.Compute(workspace.Scratch, before, patch.Old.Tree))
        {
            TreeValue ours = TreeValue.In(workspace.Scratch, there, change.Path);
            Dictionary<Oid, List<LineEvidence>> owners = ours.Mode == 0 ? Gone(change.Path, order.Commits)
                : origins.Find(patch.Stands, change.Path, Runs((change.OldMode, change.OldId), ours, (change.NewMode, change.NewId)));
            foreach (Oid id in owners.Keys.Where(order.Contains))
                all.TryAdd(id, owners[id]);
        }
        return all.Count == 0 ? patch : patch with
        {
            PresentAs = all.Count == 1 ? all.Keys.First() : null,
            Reason = patch.Reason + Tell("", all),
        };
    }

    /// <summary>The commits that only the new base has.</summary>
    private CommitOrder OwnOfOnto() =>
        new(_history.Range(series.Fork.IsZero ? [] : [series.Fork], [series.Onto], workspace.Monitor));

    private LineOrigins OriginsIn(CommitOrder order, HashSet<Oid> made) =>
        new(workspace.Scratch, replay.History, id => !order.Contains(id) && !made.Contains(id), workspace.Monitor);

    /// <summary>The lines of ours that changed where theirs changes something.</summary>
    private List<LineRun> Runs(TreeValue? @base, TreeValue? our, TreeValue? their)
    {
        TextLines? ours = our?.Text(workspace.Scratch);
        if (ours is null)
            return [new LineRun(0, 1)];
        var whole = new LineRun(0, ours.Count);
        if (@base?.Text(workspace.Scratch) is not { } old || their?.Text(workspace.Scratch) is not { } theirs)
            return [whole];
        IReadOnlyList<LineChange> wanted = LineDiff.Compute(old, theirs);
        List<LineRun> runs = [.. LineDiff.Compute(old, ours)
            .Where(change => wanted.Any(other => change.OldStart <= other.OldEnd + 1 && other.OldStart <= change.OldEnd + 1))
            .Select(change => new LineRun(change.NewStart, change.NewEnd))];
        return runs.Count > 0 ? runs : [whole];
    }

    /// <summary>The newest commit of the new base that took a path away.</summary>
    private Dictionary<Oid, List<LineEvidence>> Gone(string path, IReadOnlyList<Oid> commits)
    {
        foreach (Oid id in commits.Reverse())
        {
            workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
            if (_history.ParentsOf(id) is not [Oid parent] || Has(id) || !Has(parent))
                continue;
            return new Dictionary<Oid, List<LineEvidence>> { [id] = [new LineEvidence(path, 1, 0, false)] };
        }
        return [];

        bool Has(Oid commit) => TreeValue.In(workspace.Objects, workspace.Engine.TreeOf(commit), path).Mode != 0;
    }

    /// <summary>What of the old base lets the commit apply, picked onto the new base before the series; empty where that was not found.</summary>
    private List<Oid> Helping(CommitObject source, CommitOrder order, IEnumerable<Oid> lacked)
    {
        List<Oid> series0 = [.. replay.Patches.TakeWhile(p => p.Old.Id != source.Id)
            .Where(p => p.Status == RewriteStatus.Rebased && !p.Old.IsMerge).Select(p => p.Old.Id)];
        var picks = new PickReplay(workspace.ForVerdicts().Engine, workspace.Scratch);
        Oid tree = workspace.Engine.TreeOf(series.Onto);
        List<Oid> touching = order.Sort(lacked.Where(id => !_history.IsMerge(id)));
        if (touching.Count > 0 && picks.Run(tree, [.. touching, .. series0, source.Id]).IsClean)
            return touching;
        var search = new PrerequisiteSearch(workspace, new PrerequisiteOptions
        {
            Commits = [source.Id],
            Onto = series.Onto.ToString(),
            Upstream = source.Id.ToString(),
        });
        List<Oid> needed = [.. search.Run().SelectMany(answer => answer.Prerequisite).Select(sha => Oid.Parse(sha)).Where(id => !_own.Contains(id)).Distinct()];
        return needed.Count > 0 && picks.Run(tree, [.. needed, .. series0, source.Id]).IsClean ? needed : [];
    }

    private string Tell(string what, Dictionary<Oid, List<LineEvidence>> commits)
    {
        if (commits.Count == 0)
            return "";
        string named = string.Join(", ", commits.Take(Named)
            .Select(c => $"{c.Key.Abbreviate()} \"{workspace.Scratch.ReadCommit(c.Key).Subject}\" ({string.Join(", ", c.Value.Take(Named))})"));
        return "; " + what + named + (commits.Count > Named ? string.Create(CultureInfo.InvariantCulture, $" and {commits.Count - Named} more") : "");
    }

    private string NextCommand(List<Oid> helping) => helping.Count > 0
        ? $"Invoke-CherryPickBase -Onto {PowerShellText.Quote(options.Onto)} -Branch {PowerShellText.Quote(NameFor("base"))} "
            + $"-Commit {string.Join(", ", helping.Select(id => id.Abbreviate()))}; {Again(NameFor("base"))}"
        : $"{Again(options.Onto)} -WorkTree ../resolve-{NameFor("move")}";

    private string Again(string onto) => $"Move-TopicSeries -Topic {PowerShellText.Quote(options.Topic)} -Since {PowerShellText.Quote(options.Since)} "
        + $"-Onto {PowerShellText.Quote(onto)}" + (options.Branch is { } branch ? " -Branch " + PowerShellText.Quote(branch) : "");

    private string NameFor(string what) =>
        string.Concat((options.Branch ?? options.Topic).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-')).Trim('-', '.') + "-" + what;
}
