using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>Which commits of a range change a path; merges aside, which cannot be picked.</summary>
/// <param name="objects">The store.</param>
/// <param name="history">Whose parents count.</param>
/// <param name="range">The range, parents first.</param>
internal sealed class TouchingCommits(IObjectReader objects, CommitHistory history, IReadOnlyList<Oid> range)
{
    private readonly Dictionary<string, List<Oid>> _known = new(StringComparer.Ordinal);

    /// <summary>Those that change the path, oldest first.</summary>
    internal IReadOnlyList<Oid> Find(string path)
    {
        if (_known.TryGetValue(path, out List<Oid>? known))
            return known;
        var touching = new List<Oid>();
        var at = new Dictionary<Oid, Oid>();
        byte[][] names = [.. path.Split('/').Select(GitPath.Encode)];
        Dictionary<Oid, Oid>[] folders = [.. names.Select(_ => new Dictionary<Oid, Oid>())];
        foreach (Oid id in range)
        {
            IReadOnlyList<Oid> parents = history.ParentsOf(id);
            if (parents.Count == 1 && BlobAt(id) != BlobAt(parents[0]))
                touching.Add(id);
        }
        return _known[path] = touching;

        Oid BlobAt(Oid commit)
        {
            if (!at.TryGetValue(commit, out Oid blob))
                at[commit] = blob = BlobIn(objects.ReadCommit(commit).Tree, 0);
            return blob;
        }

        // From one commit to the next most folders are the same.
        Oid BlobIn(Oid tree, int level)
        {
            if (folders[level].TryGetValue(tree, out Oid blob))
                return blob;
            if (objects.ReadTree(tree).TryFind(names[level], out TreeEntry entry))
                blob = level == names.Length - 1 ? entry.Id : entry.Mode == EntryMode.Tree ? BlobIn(entry.Id, level + 1) : default;
            return folders[level][tree] = blob;
        }
    }
}
