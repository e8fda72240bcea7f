using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Topics;

/// <summary>Where a series begins when nobody says so: where its branch leaves the upstream branch, as git rebase takes it.</summary>
internal static class SeriesStart
{
    /// <summary>The merge base of a topic with its branch's upstream.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="history">Its history.</param>
    /// <param name="topic">The topic as it was named.</param>
    /// <param name="branch">The full name of the ref that it is; null where it is none.</param>
    /// <param name="tip">Its commit.</param>
    /// <exception cref="MaintainerException">SinceNeeded.</exception>
    internal static Oid Of(GitRepository repository, CommitHistory history, string topic, string? branch, Oid tip)
    {
        if (branch is null || !LocalBranch.Is(branch))
            throw Needed($"'{topic}' is no branch");
        string name = LocalBranch.ShortName(branch);
        if (BranchTies.Upstream(repository, branch) is not { } upstream)
            throw Needed($"the branch '{name}' has no upstream branch");
        if (repository.References().FirstOrDefault(r => r.Name == upstream) is not ({ }, var there))
            throw Needed($"'{upstream}', the upstream branch of '{name}', is not here");
        return history.MergeBases(tip, repository.ResolveCommit(there.ToString())) is [var start, ..] ? start : throw Needed($"'{name}' has no commit in common with '{upstream}', its upstream branch");

        MaintainerException Needed(string why) => new("SinceNeeded", ErrorKind.InvalidArgument, topic, why);
    }
}
