using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Pathspecs;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>A pick without what it would change in some paths.</summary>
/// <param name="Outcome">What git makes of the rest: a conflict in what is left out is none.</param>
/// <param name="LeftOut">The paths in which something was left out, sorted; empty where nothing was.</param>
internal readonly record struct PartialPick(MergeOutcome Outcome, IReadOnlyList<string> LeftOut);

/// <summary>
/// Picks commits without what they change in some paths, as release notes: the commit counts as if it left them alone, and the tree that it is picked onto
/// keeps its own. One for all picks of a question, so that a commit is looked at once.
/// </summary>
internal sealed class PathExclusion
{
    private readonly MergeEngine _engine;
    private readonly PathspecSet? _paths;
    private readonly Dictionary<(Oid Commit, int Mainline), (Oid Tree, string[] Paths)> _known = [];

    /// <summary>Readies it.</summary>
    /// <param name="engine">Makes the picks.</param>
    /// <param name="pathspecs">What is left out, as git's pathspecs; empty: nothing.</param>
    /// <exception cref="MaintainerException">InvalidPathspec.</exception>
    public PathExclusion(MergeEngine engine, IReadOnlyList<string> pathspecs)
    {
        _engine = engine;
        _paths = pathspecs.Count > 0 ? new PathspecSet(engine.Store, pathspecs) : null;
    }

    /// <summary>The tree that a commit would have had without what it changes in those paths; its own where it changes nothing there.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="mainline">Of a merge the parent (from 1) whose difference counts; 0 for others.</param>
    public Oid TreeOf(CommitObject commit, int mainline = 0) => Reduce(commit, mainline).Tree;

    /// <summary>Applies the rest of a commit's change to another tree.</summary>
    /// <param name="ontoTree">The tree.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="mainline">Of a merge the parent (from 1) whose difference counts; 0 for others.</param>
    public PartialPick Pick(Oid ontoTree, Oid commit, int mainline = 0)
    {
        if (_paths is null)
            return new PartialPick(_engine.Pick(ontoTree, commit, mainline), []);
        CommitObject read = _engine.Store.ReadCommit(commit);
        (Oid Tree, string[] Paths) reduced;
        try
        {
            reduced = Reduce(read, mainline);
        }
        catch (MissingObjectException e)
        {
            return new PartialPick(new MergeOutcome { NotVerified = e.Message, MissingObject = e.Id }, []);
        }
        return Keep(ontoTree, _engine.PickTree(ontoTree, read, reduced.Tree, mainline), reduced.Paths);
    }

    private (Oid Tree, string[] Paths) Reduce(CommitObject commit, int mainline)
    {
        if (_paths is null)
            return (commit.Tree, []);
        if (_known.TryGetValue((commit.Id, mainline), out (Oid Tree, string[] Paths) known))
            return known;
        List<TreeChange> left = [.. TreeDiff.Compute(_engine.Store, _engine.ParentTree(commit, mainline), commit.Tree).Where(_paths.Matches)];
        Oid tree = left.Count == 0 ? commit.Tree
            : TreeEditor.Apply(_engine.Store, commit.Tree, left.ToDictionary(c => c.Path, c => new TreeValue(c.OldMode, c.OldId), StringComparer.Ordinal));
        return _known[(commit.Id, mainline)] = (tree, [.. left.Select(c => c.Path)]);
    }

    /// <summary>What the commit changes elsewhere may land in such a path all the same, where the tree has the file under another name.</summary>
    private PartialPick Keep(Oid ontoTree, MergeOutcome outcome, string[] paths)
    {
        if (outcome.Tree.IsZero || (outcome.Tree == ontoTree && outcome.Conflicts.Count == 0))
            return new PartialPick(outcome, MergeOutcome.InOrder(paths));
        IEnumerable<string> changed = TreeDiff.Compute(_engine.Store, ontoTree, outcome.Tree).Where(_paths!.Matches).Select(c => c.Path);
        string[] kept = [.. changed.Concat(outcome.ConflictPaths.Where(IsLeftOut)).Distinct(StringComparer.Ordinal)];
        if (kept.Length == 0)
            return new PartialPick(outcome, MergeOutcome.InOrder(paths));
        MergeConflict[] conflicts = [.. outcome.Conflicts.Where(c => !IsLeftOut(c.Path))];
        var rest = new MergeOutcome
        {
            // A conflict of a folder is of no path.
            IsClean = outcome.IsClean || (conflicts.Length == 0 && outcome.Conflicts.Count > 0),
            Tree = TreeEditor.Apply(_engine.Store, outcome.Tree,
                kept.ToDictionary(path => path, path => TreeValue.In(_engine.Store, ontoTree, path), StringComparer.Ordinal)),
            Conflicts = conflicts,
            Kinds = conflicts.Length == outcome.Conflicts.Count ? outcome.Kinds : [.. conflicts.SelectMany(c => c.Kinds).Distinct()],
            NotVerified = outcome.NotVerified,
            MissingObject = outcome.MissingObject,
            Entries = outcome.Entries,
        };
        return new PartialPick(rest, MergeOutcome.InOrder(paths.Concat(kept)));
    }

    private bool IsLeftOut(string path) => _paths!.Matches(new TreeChange(path, EntryMode.Regular, Oid.Zero, EntryMode.Regular, Oid.Zero));
}
