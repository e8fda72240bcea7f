using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>What a request asks to pull, here and there: LOCAL, or LOCAL:REMOTE where the other side has another name for it.</summary>
internal sealed class PulledBranch
{
    /// <summary>The full name of the ref here, or the object's id.</summary>
    internal required string Head { get; init; }

    /// <summary>What that names: a commit, or a tag.</summary>
    internal required Oid Object { get; init; }

    /// <summary>The commit.</summary>
    internal required Oid Commit { get; init; }

    /// <summary>The name on the other side, as given; empty for its HEAD.</summary>
    internal required string Remote { get; init; }

    /// <summary>The branch description (branch.NAME.description); null where there is none.</summary>
    internal string? Description { get; init; }

    /// <summary>The name that the description is of.</summary>
    internal string DescribedAs => LocalBranch.ShortName(Head);

    /// <summary>Reads what was named, by the rules of git request-pull: a symbolic ref, a branch or tag that only one has, or an object.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its like, AmbiguousRevision.</exception>
    internal static PulledBranch Find(GitRepository repository, string topic)
    {
        int colon = topic.IndexOf(':', StringComparison.Ordinal);
        string local = colon < 0 ? topic : topic[..topic.LastIndexOf(':')];
        if (local.Length == 0)
            local = "HEAD";
        string[] named = [.. repository.References().Select(r => r.Name).Where(name => (RefName.IsBranch(name) || RefName.IsTag(name))
            && (name == local || name.EndsWith("/" + local, StringComparison.Ordinal)))];
        // git gives up where another name ends with the one that was given; the branch or the tag of just that name is meant.
        string[] exact = [.. named.Where(name => name == local || name == RefName.Branches + local || name == RefName.Tags + local)];
        if (exact.Length == 1)
            named = exact;
        string? symbolic = local == "HEAD" || local.StartsWith("refs/", StringComparison.Ordinal) ? repository.Refs.TargetOf(local) : null;
        if (symbolic is null && named.Length > 1)
            throw new MaintainerException("AmbiguousRevision", ErrorKind.InvalidArgument, local, local);
        string? head = symbolic ?? named.FirstOrDefault();
        Oid commit = repository.ResolveCommit(head ?? local);
        Oid whole = head is not null ? repository.TipOf(head)
            : repository.FullRefName(local) is { } full ? repository.TipOf(full)
            : Oid.TryParse(local.AsSpan(), out Oid id) ? id : commit;
        string name = head ?? whole.ToString();
        return new PulledBranch
        {
            Head = name,
            Object = whole,
            Commit = commit,
            Remote = colon < 0 ? topic : topic[(colon + 1)..],
            Description = repository.Config($"branch.{LocalBranch.ShortName(name)}.description"),
        };
    }
}
