using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Lines;

/// <summary>
/// Which commits of a range change a path; merges aside, which cannot be picked. A folder is compared once, between those commits that change it, and
/// then tells of all paths in it: a search asks about hundreds.
/// </summary>
/// <param name="objects">The store.</param>
/// <param name="history">Whose parents count.</param>
/// <param name="range">The range, parents first.</param>
/// <param name="monitor">Hears progress and cancellation.</param>
internal sealed class TouchingCommits(IObjectReader objects, CommitHistory history, IReadOnlyList<Oid> range, IOperationMonitor monitor)
{
    private const int MostTrees = 512;

    private readonly Dictionary<string, List<Oid>> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, List<Step>>> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<Oid, byte[]> _trees = [];

    /// <summary>Those that change the path, oldest first.</summary>
    internal IReadOnlyList<Oid> Find(string path)
    {
        if (!_known.TryGetValue(path, out List<Oid>? known))
            _known[path] = known = [.. StepsOf(path).Select(step => step.Commit)];
        return known;
    }

    private List<Step> StepsOf(string path)
    {
        int slash = path.LastIndexOf('/');
        return FolderOf(slash < 0 ? "" : path[..slash]).GetValueOrDefault(path[(slash + 1)..]) ?? [];
    }

    private Dictionary<string, List<Step>> FolderOf(string folder)
    {
        if (_folders.TryGetValue(folder, out Dictionary<string, List<Step>>? entries))
            return entries;
        List<Step> steps = folder.Length == 0 ? Roots() : StepsOf(folder);
        entries = new Dictionary<string, List<Step>>(StringComparer.Ordinal);
        for (int i = 0; i < steps.Count; i++)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Reading what commits touch", i, steps.Count, folder);
            Compare(steps[i], entries);
        }
        return _folders[folder] = entries;
    }

    private List<Step> Roots()
    {
        var trees = new Dictionary<Oid, Oid>();
        var roots = new List<Step>();
        foreach (Oid id in range)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<Oid> parents = history.ParentsOf(id);
            if (parents.Count == 1 && TreeOf(parents[0]) != TreeOf(id))
                roots.Add(new Step(id, new Side(TreeOf(parents[0]), true), new Side(TreeOf(id), true)));
        }
        return roots;

        Oid TreeOf(Oid commit)
        {
            if (!trees.TryGetValue(commit, out Oid tree))
                trees[commit] = tree = history.TreeOf(commit);
            return tree;
        }
    }

    /// <summary>Notes each name that differs between the two sides of a step.</summary>
    private void Compare(Step step, Dictionary<string, List<Step>> entries)
    {
        var old = new RawTree(TreeOf(step.Old));
        var now = new RawTree(TreeOf(step.New));
        RawTree.SkipEqual(ref old, ref now);
        bool hasOld = old.MoveNext();
        bool hasNow = now.MoveNext();
        while (hasOld || hasNow)
        {
            int order = !hasOld ? 1 : !hasNow ? -1 : old.Name.SequenceEqual(now.Name) ? 0
                : TreeBuilder.CompareNames(old.Name, old.IsTree, now.Name, now.IsTree);
            if (order < 0)
                Note(GitPath.Decode(old.Name), new Side(old.Id, old.IsTree), default);
            else if (order > 0)
                Note(GitPath.Decode(now.Name), default, new Side(now.Id, now.IsTree));
            else if (old.Id != now.Id)
                Note(GitPath.Decode(now.Name), new Side(old.Id, old.IsTree), new Side(now.Id, now.IsTree));
            if (order == 0)
                RawTree.SkipEqual(ref old, ref now);
            if (order <= 0)
                hasOld = old.MoveNext();
            if (order >= 0)
                hasNow = now.MoveNext();
        }

        void Note(string name, Side before, Side after)
        {
            if (!entries.TryGetValue(name, out List<Step>? list))
                entries[name] = list = [];
            // A file that became a folder sorts elsewhere, and is met twice.
            if (list.Count > 0 && list[^1].Commit == step.Commit)
                list[^1] = new Step(step.Commit, before.Id.IsZero ? list[^1].Old : before, after.Id.IsZero ? list[^1].New : after);
            else
                list.Add(new Step(step.Commit, before, after));
        }
    }

    private byte[] TreeOf(Side side)
    {
        if (!side.IsTree)
            return [];
        // From one commit to the next one side is the same.
        if (_trees.TryGetValue(side.Id, out byte[]? tree))
            return tree;
        if (_trees.Count >= MostTrees)
            _trees.Clear();
        return _trees[side.Id] = objects.Read(side.Id, ObjectType.Tree);
    }

    /// <summary>What a path is on one side of a commit; zero where it is nothing.</summary>
    private readonly record struct Side(Oid Id, bool IsTree);

    private readonly record struct Step(Oid Commit, Side Old, Side New);
}
