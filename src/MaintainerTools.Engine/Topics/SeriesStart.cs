using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Topics;

/// <summary>Where a series begins when nobody says so: where its branch leaves the upstream branch, as git rebase takes it.</summary>
internal static class SeriesStart
{
    /// <summary>
    /// Stands for what is below a root commit, as in git rebase --root. The empty tree does as well: it is what a root commit is compared with.
    /// </summary>
    internal const string Root = "--root";

    /// <summary>The commit below a series by its name; zero where the series is to begin with a root commit.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its like.</exception>
    internal static Oid Named(GitRepository repository, string name) =>
        name == Root || (Oid.TryParse(name.AsSpan(), out Oid id) && id == Oid.EmptyTree) ? Oid.Zero : repository.ResolveCommit(name);

    /// <summary>The name under which a plan keeps it.</summary>
    internal static string NameOf(Oid since) => (since.IsZero ? Oid.EmptyTree : since).ToString();

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
        return history.MergeBases(tip, repository.ResolveCommit(there.ToString())) is [var start, ..]
            ? start : throw Needed($"'{name}' has no commit in common with '{upstream}', its upstream branch");

        MaintainerException Needed(string why) => new("SinceNeeded", ErrorKind.InvalidArgument, topic, why);
    }
}
