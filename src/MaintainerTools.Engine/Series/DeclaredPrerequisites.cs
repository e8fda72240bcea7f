using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>
/// What messages declare: "Cc: stable # 4.9.x: sha: subject" and "Depends-on: sha" name what goes before, "Stable-dep-of: sha" says of a commit that
/// it came for the sake of another.
/// </summary>
internal sealed class DeclaredPrerequisites(GitRepository repository, IObjectReader objects, IReadOnlyList<Oid> range)
{
    private List<(CommitMarker Marker, Oid By)>? _dependencies;

    /// <summary>What is declared to go before a commit, and before that in turn.</summary>
    internal IReadOnlyList<Oid> Of(Oid commit)
    {
        var all = new List<Oid>();
        var queue = new Queue<Oid>([commit]);
        while (queue.TryDequeue(out Oid at))
        {
            foreach (Oid declared in By(at))
            {
                if (declared == commit || all.Contains(declared))
                    continue;
                all.Add(declared);
                queue.Enqueue(declared);
            }
        }
        return all;
    }

    private IEnumerable<Oid> By(Oid commit)
    {
        foreach (CommitMarker marker in CommitMarkers.Parse(objects.ReadCommit(commit).Message).Where(m => m.Form is CommitMarkerForm.StablePrerequisite or CommitMarkerForm.DependsOn))
        {
            Oid? resolved = null;
            try
            {
                resolved = repository.ResolveCommit(marker.Sha);
            }
            catch (MaintainerException)
            {
                // A declaration that names nothing here cannot be picked; replay will tell whether it is missed.
            }
            if (resolved is { } id)
                yield return id;
        }
        _dependencies ??= [.. range.SelectMany(id => CommitMarkers.Parse(objects.ReadCommit(id).Message).Where(m => m.Form == CommitMarkerForm.StableDependency).Select(m => (m, id)))];
        foreach ((CommitMarker marker, Oid dependency) in _dependencies)
        {
            if (marker.Names(commit))
                yield return dependency;
        }
    }
}
