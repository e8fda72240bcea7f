using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.SeriesSplits;

/// <summary>
/// Splits a series in two: what is kept, and on top of it what is optional, with all that must go along. First whole in memory, then written to two branches in
/// one step.
/// </summary>
public sealed class SeriesSplitter(Workspace workspace)
{
    /// <summary>Makes both series in memory; nothing is written.</summary>
    /// <exception cref="MaintainerException">
    /// RevisionNotFound and its like; NoCommonHistory, EmptySeries, MergeInSeries, OptionalUnknown, OptionalAmbiguous, OptionalOutside; BranchExists,
    /// SameBranch, NotALocalBranch, InvalidRefName, IdentityUnknown, BranchCheckedOutDirty and the others of <see cref="BranchMove.Check"/>.
    /// </exception>
    public PreparedSeriesSplit Prepare(SeriesSplitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var series = SplitSeries.Read(workspace, options);
        string? topic = workspace.Repository.FullRefName(options.Topic) is { } full && LocalBranch.Is(full) ? full : null;
        (string? kept, string? optional) = (Target(options.Branch, topic, options.Force), Target(options.OptionalBranch, topic, options.Force));
        if (kept is not null && kept == optional)
            throw new MaintainerException("SameBranch", ErrorKind.InvalidArgument, options.OptionalBranch, options.OptionalBranch);
        PersonLine committer = Identity.Committer(workspace.Repository);
        var decider = new SplitDecider(workspace, series, options.IgnoreSymbol);
        IReadOnlyList<SplitDecision> decisions = decider.Run(exact: false);
        var chain = SplitChain.Build(workspace, series, decisions, committer);
        if (chain.Failure is not null)
        {
            // Some patches meet that touch no path in common, as where a folder was renamed.
            decisions = decider.Run(exact: true);
            chain = SplitChain.Build(workspace, series, decisions, committer);
        }
        return new PreparedSeriesSplit(workspace, options, series, decisions, chain, committer, new SplitTargets(kept, optional, topic));
    }

    private string? Target(string? named, string? topic, bool force)
    {
        if (named is null)
            return null;
        string branch = LocalBranch.FullName(named);
        new BranchMove(workspace.Repository).RequireFree(branch);
        Oid there = workspace.Repository.TipOf(branch);
        return there.IsZero || branch == topic || force ? branch
            : throw new MaintainerException("BranchExists", ErrorKind.ResourceExists, named, named, there.Abbreviate());
    }
}
