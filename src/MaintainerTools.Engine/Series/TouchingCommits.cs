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
            {
                TreePath.TryFind(objects, objects.ReadCommit(commit).Tree, path, out _, out blob);
                at[commit] = blob;
            }
            return blob;
        }
    }
}
