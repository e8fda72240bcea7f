using System.Text;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Picks.Prerequisites;

/// <summary>
/// What messages declare: "Cc: stable # 4.9.x: sha: subject" and "Depends-on: sha" name what goes before, "Stable-dep-of: sha" says of a commit that
/// it came for the sake of another. Who says the latter is known only when all messages of the range were read.
/// </summary>
internal sealed class DeclaredPrerequisites(GitRepository repository, IObjectReader objects, IReadOnlyList<Oid> range)
{
    private List<(CommitMarker Marker, Oid By)>? _dependencies;

    /// <summary>What is declared to go before a commit, and before that in turn.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="everywhere">Also by the messages of others.</param>
    internal IReadOnlyList<Oid> Of(Oid commit, bool everywhere)
    {
        var all = new List<Oid>();
        var queue = new Queue<Oid>([commit]);
        while (queue.TryDequeue(out Oid at))
        {
            foreach (Oid declared in Named(at).Concat(everywhere ? Dependencies(at) : []))
            {
                if (declared == commit || all.Contains(declared))
                    continue;
                all.Add(declared);
                queue.Enqueue(declared);
            }
        }
        return all;
    }

    /// <summary>True where a commit says of itself that it came for the sake of the other.</summary>
    internal bool IsDependency(Oid dependency, Oid commit) =>
        CommitMarkers.Parse(objects.ReadCommit(dependency).Message).Any(m => m.Form == CommitMarkerForm.StableDependency && m.Names(commit));

    private IEnumerable<Oid> Named(Oid commit)
    {
        foreach (CommitMarker marker in CommitMarkers.Parse(objects.ReadCommit(commit).Message)
            .Where(m => m.Form is CommitMarkerForm.StablePrerequisite or CommitMarkerForm.DependsOn))
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
    }

    private IEnumerable<Oid> Dependencies(Oid commit)
    {
        _dependencies ??= [.. range.Where(MayDepend).SelectMany(id => CommitMarkers.Parse(objects.ReadCommit(id).Message)
            .Where(m => m.Form == CommitMarkerForm.StableDependency).Select(m => (m, id)))];
        return _dependencies.Where(d => d.Marker.Names(commit)).Select(d => d.By);
    }

    /// <summary>Nearly no message has one; that is seen in the bytes.</summary>
    private bool MayDepend(Oid id)
    {
        if (!objects.TryReadOnce(id, out _, out TransientBytes data))
            return true;
        using (data)
        {
            ReadOnlySpan<byte> word = "-dep-of"u8;
            ReadOnlySpan<byte> rest = data.Span;
            for (int at = rest.IndexOf((byte)'-'); at >= 0 && rest.Length - at >= word.Length; at = rest.IndexOf((byte)'-'))
            {
                if (Ascii.EqualsIgnoreCase(rest.Slice(at, word.Length), word))
                    return true;
                rest = rest[(at + 1)..];
            }
            return false;
        }
    }
}
