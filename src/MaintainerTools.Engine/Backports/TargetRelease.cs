using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Backports;

/// <summary>Which release a branch goes on from.</summary>
internal static class TargetRelease
{
    /// <summary>
    /// The number in the nearest tag of the branch's first-parent chain; where none has one, that in the branch's own name (linux-5.4.y); null where there is
    /// none either.
    /// </summary>
    public static ReleaseVersion? Of(HistoryWorkspace workspace, Oid target, string name)
    {
        Dictionary<Oid, List<string>> tags = Tags(workspace);
        for (Oid at = target; tags.Count > 0;)
        {
            // Of several on one commit, as a release and its last candidate, the number is the same.
            if (tags.TryGetValue(at, out List<string>? names) && names.Select(ReleaseVersion.Find).FirstOrDefault(version => version is not null) is { } found)
                return found;
            IReadOnlyList<Oid> parents = workspace.History.ParentsOf(at);
            if (parents.Count == 0)
                break;
            at = parents[0];
        }
        return Oid.TryParse(name.AsSpan(), out _) ? null : ReleaseVersion.Find(name);
    }

    /// <summary>When the nearest commit of the branch's first-parent chain was made that a tag names; null where none does.</summary>
    public static DateTimeOffset? DateOf(HistoryWorkspace workspace, Oid target)
    {
        Dictionary<Oid, List<string>> tags = Tags(workspace);
        for (Oid? at = tags.Count > 0 ? target : null; at is { } commit; at = workspace.History.ParentsOf(commit) is [var first, ..] ? first : null)
        {
            if (tags.ContainsKey(commit))
                return workspace.Objects.ReadCommit(commit).Committer.When;
        }
        return null;
    }

    private static Dictionary<Oid, List<string>> Tags(HistoryWorkspace workspace)
    {
        var tags = new Dictionary<Oid, List<string>>();
        foreach ((string name, Oid id) in workspace.Repository.References().Where(r => RefName.IsTag(r.Name) && ReleaseVersion.Find(r.Name) is not null))
        {
            try
            {
                Oid commit = workspace.History.Resolve(workspace.Repository, id.ToString());
                if (!tags.TryGetValue(commit, out List<string>? names))
                    tags[commit] = names = [];
                names.Add(RefName.Short(name) ?? name);
            }
            catch (MaintainerException)
            {
                // A tag of a tree or a blob, or of what the repository lacks, names no release of a branch.
            }
        }
        return tags;
    }
}
