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
    private readonly Dictionary<Oid, TreeObject> _trees = [];

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
                trees[commit] = tree = objects.ReadCommit(commit).Tree;
            return tree;
        }
    }

    /// <summary>Notes each name that differs between the two sides of a step.</summary>
    private void Compare(Step step, Dictionary<string, List<Step>> entries)
    {
        ReadOnlySpan<TreeEntry> old = EntriesOf(step.Old);
        ReadOnlySpan<TreeEntry> now = EntriesOf(step.New);
        int i = 0;
        int j = 0;
        while (i < old.Length || j < now.Length)
        {
            int order = i == old.Length ? 1 : j == now.Length ? -1 : old[i].Name.SequenceEqual(now[j].Name) ? 0 : Order(old[i], now[j]);
            if (order < 0)
                Note(old[i].NameText, new Side(old[i].Id, old[i].IsTree), default);
            else if (order > 0)
                Note(now[j].NameText, default, new Side(now[j].Id, now[j].IsTree));
            else if (old[i].Id != now[j].Id)
                Note(now[j].NameText, new Side(old[i].Id, old[i].IsTree), new Side(now[j].Id, now[j].IsTree));
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
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

    private ReadOnlySpan<TreeEntry> EntriesOf(Side side)
    {
        if (!side.IsTree)
            return [];
        // From one commit to the next one side is the same.
        if (_trees.TryGetValue(side.Id, out TreeObject? tree))
            return tree.Entries;
        if (_trees.Count >= MostTrees)
            _trees.Clear();
        return (_trees[side.Id] = objects.ReadTree(side.Id)).Entries;
    }

    /// <summary>Git's order of entries: a folder as if its name ended in '/'.</summary>
    private static int Order(TreeEntry a, TreeEntry b)
    {
        int shared = Math.Min(a.NameLength, b.NameLength);
        int order = a.Name[..shared].SequenceCompareTo(b.Name[..shared]);
        return order != 0 ? order : After(a, shared) - After(b, shared);

        static int After(TreeEntry entry, int at) => at < entry.NameLength ? entry.Name[at] : entry.IsTree ? '/' : 0;
    }

    /// <summary>What a path is on one side of a commit; zero where it is nothing.</summary>
    private readonly record struct Side(Oid Id, bool IsTree);

    private readonly record struct Step(Oid Commit, Side Old, Side New);
}
