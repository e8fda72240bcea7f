using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Picks.Prerequisites;

namespace MaintainerTools.Engine.Picks;

/// <summary>Builds a marked base of upstream picks: first whole in memory, then in one move of the branch.</summary>
public sealed class CherryPicker(Workspace workspace)
{
    private readonly GitRepository _repository = workspace.Repository;
    private readonly CommitHistory _history = workspace.History;
    private readonly IOperationMonitor _monitor = workspace.Monitor;

    /// <summary>Picks everything in memory; nothing is written.</summary>
    /// <exception cref="MaintainerException">
    /// RevisionNotFound and its kin; MergeNeedsMainline; RootCommitPicked; BranchExists; InvalidRefName; NotALocalBranch; IdentityUnknown; NothingToPick.
    /// </exception>
    public CherryPickPlan Plan(CherryPickOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options with { Marker = options.Marker ?? MarkerStyle.Remembered(_repository) };
        MarkerStyle marker = _history.Markers.Writing(options.Marker);
        string branch = LocalBranch.FullName(options.Branch);
        new BranchMove(_repository).RequireFree(branch);
        Oid onto = _repository.ResolveCommit(options.Onto);
        Oid oldTip = CurrentTip(branch);
        bool extends = oldTip.IsZero || oldTip == onto;
        if (!extends && !options.Force && IsBaseOf(oldTip, onto, marker))
        {
            // What was built before is kept, and the rest goes on top.
            (extends, onto, options) = (true, oldTip, options with { Onto = branch });
        }
        if (!extends && !options.Force)
            throw new MaintainerException("BranchExists", ErrorKind.ResourceExists, options.Branch, options.Branch, oldTip.Abbreviate());
        new RepositoryWriter(_repository).Check([new RefUpdate(branch, oldTip, onto)]);
        PersonLine committer = options.Committer is null ? Identity.Committer(_repository) : Identity.Parse(options.Committer);

        List<Oid> commits = Order(Expand(options.Commits), options.KeepOrder);
        var neededBy = new Dictionary<Oid, (Oid Commit, string Reason)>();
        if (options.IncludePrerequisite)
            commits = WithPrerequisites(commits, options, neededBy);
        var sequence = new PickSequence(workspace, options, committer, onto, commits) { NeededBy = neededBy };
        sequence.Run(commits);
        return new CherryPickPlan
        {
            Picks = sequence.Picks,
            Branch = branch,
            NewTip = sequence.Tip,
            OldTip = oldTip,
            IsComplete = sequence.Stop is null,
            ReplacesBranch = !extends,
            Scratch = sequence.Scratch,
            Options = options,
            Stop = sequence.Stop,
            Committer = committer,
        };
    }

    /// <summary>
    /// Writes the plan's objects and moves the branch; <paramref name="left"/>, in which a conflict was resolved, goes in the same move. Returns the
    /// backup ref's name; null where none was needed.
    /// </summary>
    /// <exception cref="MaintainerException">PlanIncomplete; SigningFailed, SigningFormatUnknown, SigningKeyUnknown; RefMoved and the other errors
    /// of <see cref="BranchMove.Apply"/>.</exception>
    public string? Apply(CherryPickPlan plan, PickWorktree? left = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!plan.IsComplete)
            throw new MaintainerException("PlanIncomplete", ErrorKind.InvalidOperation, plan.Branch, plan.Branch);
        if (plan.NewTip == plan.OldTip)
            return left?.Abort(workspace, force: true);
        Oid tip = Sign(plan);
        int picked = plan.Picks.Count(p => p.Status == PickStatus.Picked);
        var move = new MovePlan(_repository, "Invoke-CherryPickBase")
        {
            Scratch = plan.Scratch,
            Message = string.Create(CultureInfo.InvariantCulture, $"Invoke-CherryPickBase: {picked} picked"),
        };
        string? backup = move.Move(new RefUpdate(plan.Branch, plan.OldTip, tip), keepsOld: plan.ReplacesBranch);
        left?.GoWith(move);
        new BranchMove(_repository).Apply(move, _monitor);
        return backup;
    }

    /// <summary>
    /// The tip with every pick signed, where that is asked for or configured; in memory, so that a signature that fails leaves all as it was. Not done
    /// while planning: -WhatIf asks for no passphrase.
    /// </summary>
    internal Oid Sign(CherryPickPlan plan)
    {
        if (CommitSigner.For(_repository, plan.Options.Sign) is not { } signing)
            return plan.NewTip;
        List<PickedCommit> picks = [.. plan.Picks.Where(p => p is { Status: PickStatus.Picked, IsSigned: false })];
        IReadOnlyDictionary<Oid, Oid> signed = signing.Resign(plan.Scratch, [.. picks.Select(p => Oid.Parse(p.Sha!))], plan.Committer, _monitor);
        foreach (PickedCommit pick in picks)
            (pick.Sha, pick.IsSigned) = (signed[Oid.Parse(pick.Sha!)].ToString(), true);
        return signed.GetValueOrDefault(plan.NewTip, plan.NewTip);
    }

    /// <summary>The commits with what each needs before it: in upstream's order where that is clean, else in the order that was proved.</summary>
    private List<Oid> WithPrerequisites(List<Oid> commits, CherryPickOptions options, Dictionary<Oid, (Oid Commit, string Reason)> neededBy)
    {
        var search = new PrerequisiteSearch(
            workspace,
            new PrerequisiteOptions
            {
                Commits = commits,
                Onto = options.Onto,
                Upstream = options.Upstream ?? commits[^1].ToString(),
                KeepOrder = true,
                Symbol = options.Symbol,
                MaxCount = options.MaxCount,
                ExcludePath = options.ExcludePath,
                Marker = _history.Markers.Writing(options.Marker),
            });
        var proved = new List<Oid>();
        var picked = new HashSet<Oid>();
        foreach (CherryPickPrerequisite answer in search.Run())
        {
            Oid commit = Oid.Parse(answer.Commit);
            for (int i = 0; i < answer.Prerequisite.Length; i++)
            {
                Oid needed = Oid.Parse(answer.Prerequisite[i]);
                neededBy[needed] = (commit, $"needed by {commit.Abbreviate()}: {answer.Reason[i]}");
                // One that was asked for itself comes here, where it is needed, and not a second time.
                proved.Remove(needed);
                proved.Add(needed);
                picked.Add(needed);
            }
            if (picked.Contains(commit))
                continue;
            proved.Add(commit);
            if (answer is { IsClean: true, IsPresent: false })
                picked.Add(commit);
        }
        if (options.KeepOrder)
            return proved;
        List<Oid> ordered = Order(proved, false);
        return search.IsCleanSequence([.. ordered.Where(picked.Contains)]) ? ordered : proved;
    }

    /// <summary>True for a base built on that commit: a line of nothing but marked picks.</summary>
    private bool IsBaseOf(Oid tip, Oid onto, MarkerStyle marker) =>
        _history.IsAncestor(onto, tip) && _history.Range(onto, tip, _monitor)
            .All(id => _history.ParentsOf(id).Count == 1 && marker.SourceOf(_repository.Objects.ReadCommit(id).Message) is not null);

    private Oid CurrentTip(string branch)
    {
        foreach ((string name, Oid id) in _repository.References())
        {
            if (name == branch)
                return id;
        }
        return Oid.Zero;
    }

    private List<Oid> Expand(IReadOnlyList<string> names)
    {
        var selection = new CommitSelection(workspace);
        List<Oid> commits = [.. names.SelectMany(name => selection.Resolve(name)).Distinct()];
        return commits.Count > 0 ? commits : throw selection.Nothing(names);
    }

    private List<Oid> Order(List<Oid> commits, bool keepOrder) =>
        keepOrder || commits.Count < 2 ? commits : [.. UpstreamOrder.Sort(_history, commits, _monitor)];
}
