using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.MergePlans;

/// <summary>Performs a merge plan: each step is made again in memory and must give what the plan says; then the branch is moved once.</summary>
public sealed class MergePlanPerformer(Workspace workspace)
{
    /// <summary>Makes all merges in memory; nothing is written.</summary>
    /// <exception cref="MaintainerException">MergePlanStale where the repository has changed under the plan;
    /// PlanConflicts; TopicIsNoBranch; BranchExists.</exception>
    public PreparedMerges Prepare(MergePlanPerformerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (MergePlan plan, string? branch) = (options.Plan, options.Branch);
        GitRepository repository = workspace.Repository;
        if (plan.Step.Any(s => s.Conflicts > 0))
            throw new MaintainerException("PlanConflicts", ErrorKind.InvalidOperation, plan.Topic, plan.Topic, plan.RemainingConflicts);
        Oid topic = repository.ResolveCommit(plan.TopicSha);
        RequireUnmoved(repository, plan.Topic, topic);
        if (plan.BaseSha is not null)
            RequireUnmoved(repository, plan.Base ?? plan.BaseSha, repository.ResolveCommit(plan.BaseSha));
        RequireUnmoved(repository, plan.Upstream, repository.ResolveCommit(plan.UpstreamSha));
        string name = branch is null
            ? repository.FullRefName(plan.Topic) is { } full && LocalBranch.Is(full) ? full
                : throw new MaintainerException("TopicIsNoBranch", ErrorKind.InvalidArgument, plan.Topic, plan.Topic)
            : LocalBranch.FullName(branch);
        new BranchMove(repository).RequireFree(name);
        Oid old = repository.TipOf(name);
        if (branch is null && old != topic)
            throw new MaintainerException("MergePlanStale", ErrorKind.ResourceUnavailable, plan.Topic,
                $"'{plan.Topic}' is at {old.Abbreviate()}, not at {topic.Abbreviate()}");
        if (branch is not null && !old.IsZero && old != topic && !options.Force)
            throw new MaintainerException("BranchExists", ErrorKind.ResourceExists, branch, branch, old.Abbreviate());
        var work = new PreparedMerges(workspace, name, old, topic);
        new RepositoryWriter(repository).Check([new RefUpdate(name, old, topic)]);
        work.MergeAll(plan);
        return work;
    }

    /// <summary>
    /// A name of the plan's that means another commit now is a repository that has changed; one that means nothing here is a plan from elsewhere.
    /// </summary>
    private static void RequireUnmoved(GitRepository repository, string name, Oid planned)
    {
        Oid now;
        try
        {
            now = repository.ResolveCommit(name);
        }
        catch (MaintainerException)
        {
            return;
        }
        if (now != planned)
            throw new MaintainerException("MergePlanStale", ErrorKind.ResourceUnavailable, name,
                $"'{name}' is at {now.Abbreviate()}, not at {planned.Abbreviate()}");
    }
}

/// <summary>What is performed.</summary>
public sealed class MergePlanPerformerOptions
{
    /// <summary>The plan.</summary>
    public required MergePlan Plan { get; init; }

    /// <summary>The branch to make or move; null: the plan's topic, which must be a branch.</summary>
    public string? Branch { get; init; }

    /// <summary>Replaces another branch that exists.</summary>
    public bool Force { get; init; }
}

/// <summary>The merges of a plan, made in memory: to be written, or dropped.</summary>
public sealed class PreparedMerges
{
    private readonly Workspace _workspace;
    private readonly GitRepository _repository;
    private readonly ScratchStore _scratch;
    private readonly string _branch;
    private readonly Oid _oldTip;
    private readonly List<PlannedMerge> _merges = [];
    private Oid _tip;

    internal PreparedMerges(Workspace workspace, string branch, Oid oldTip, Oid start)
    {
        (_workspace, _repository, _scratch) = (workspace, workspace.Repository, workspace.Scratch);
        (_branch, _oldTip, _tip) = (branch, oldTip, start);
    }

    /// <summary>The merges, in order.</summary>
    public IReadOnlyList<PlannedMerge> Merges => _merges;

    /// <summary>The branch's full name.</summary>
    public string Branch => _branch;

    /// <summary>Where the branch is; zero when it does not exist.</summary>
    public Oid OldTip => _oldTip;

    /// <summary>Where it goes.</summary>
    public Oid NewTip => _tip;

    /// <summary>Writes the merges and moves the branch; the old tip of a branch that existed is kept.</summary>
    /// <exception cref="MaintainerException">RefMoved and the other errors of <see cref="BranchMove.Apply"/>.</exception>
    public void Apply()
    {
        var move = new MovePlan(_repository, "Invoke-MergePlan")
        {
            Scratch = _scratch,
            Message = string.Create(CultureInfo.InvariantCulture, $"Invoke-MergePlan: {_merges.Count} merged"),
        };
        string? backup = move.Move(new RefUpdate(_branch, _oldTip, _tip), keepsOld: true);
        new BranchMove(_repository).Apply(move, _workspace.Monitor);
        foreach (PlannedMerge merge in _merges)
            merge.Backup = backup;
    }

    internal void MergeAll(MergePlan plan)
    {
        if (plan.BaseSha is { } through)
        {
            MergeThrough(plan, Oid.Parse(through));
            return;
        }
        var state = new MergedTopic(_workspace.History, _workspace.Engine, _tip);
        PersonLine committer = Identity.Committer(_repository);
        foreach (MergeStep step in plan.Step)
        {
            _workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
            _workspace.Monitor.Report("Merging", _merges.Count, plan.Step.Length, step.Subject);
            Oid version = _repository.ResolveCommit(step.Upstream);
            if (state.TryMerge(version) is not { } after || (step.Tree is not null && after.Tree.ToString() != step.Tree))
                throw new MaintainerException("MergePlanStale", ErrorKind.ResourceUnavailable, step.Upstream,
                    $"merging {version.Abbreviate()} does not give what the plan says");
            bool last = version.ToString() == plan.UpstreamSha;
            string subject = last ? $"Merge {plan.Upstream} into {plan.Topic}" : $"Merge upstream version {version.Abbreviate()} into {plan.Topic}";
            string message = Message(plan, step, last, subject);
            _tip = _scratch.Write(ObjectType.Commit,
                CommitObject.Serialize(after.Tree, [_tip, version], committer, committer, null, default, Encoding.UTF8.GetBytes(message)));
            _merges.Add(new PlannedMerge
            {
                Branch = _branch,
                Sha = _tip.ToString(),
                Upstream = version.ToString(),
                Subject = subject,
                Tree = after.Tree.ToString(),
            });
            state = after;
        }
    }

    /// <summary>The versions go into the base, and the base into the topic; the base's own branch stays where it is.</summary>
    private void MergeThrough(MergePlan plan, Oid @base)
    {
        var merges = new BaseMerges(_workspace, Identity.Committer(_repository), @base, _tip);
        var ofBase = new MergePlan
        {
            Topic = plan.Base!,
            Upstream = plan.Upstream,
            UpstreamSha = plan.UpstreamSha,
            Step = plan.Step,
            NaiveConflicts = plan.BaseNaiveConflicts,
        };
        foreach (MergeStep step in plan.Step)
        {
            _workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
            _workspace.Monitor.Report("Merging", _merges.Count, plan.Step.Length, step.Subject);
            Oid version = _repository.ResolveCommit(step.Upstream);
            bool last = step.Upstream == plan.UpstreamSha;
            string what = last ? plan.Upstream : "upstream version " + version.Abbreviate();
            string subject = $"Merge {plan.Base} with {what} into {plan.Topic}";
            string why = $"\n\n{version.Abbreviate(12)} (\"{step.Subject}\") is merged into {plan.Base} first:\n"
                + "the picks there meet upstream's form of them once.\n";
            BaseMerge made = merges.Merge(version, step.OnBaseOnly, Encoding.UTF8.GetBytes(Message(ofBase, step, last, $"Merge {what} into {plan.Base}")),
                Encoding.UTF8.GetBytes(subject + why));
            MergeOutcome end = step.OnBaseOnly ? made.OnBase : made.OnTopic ?? made.OnBase;
            if (!end.IsClean || end.NotVerified is not null || made.OnBase.Tree.ToString() != step.BaseTree || end.Tree.ToString() != step.Tree)
                throw new MaintainerException("MergePlanStale", ErrorKind.ResourceUnavailable, step.Upstream,
                    $"merging {version.Abbreviate()} does not give what the plan says");
            _merges.Add(new PlannedMerge
            {
                Branch = _branch,
                Sha = (step.OnBaseOnly ? merges.Base : merges.Topic).ToString(),
                Upstream = version.ToString(),
                Subject = step.OnBaseOnly ? $"Merge {what} into {plan.Base}" : subject,
                Tree = end.Tree.ToString(),
            });
        }
        _tip = merges.Topic;
    }

    /// <summary>What is merged and why, so that whoever reads the history later need not look for the plan.</summary>
    private static string Message(MergePlan plan, MergeStep step, bool last, string subject)
    {
        var message = new StringBuilder(subject).Append("\n\n").Append(CultureInfo.InvariantCulture, $"{step.Upstream[..12]} (\"{step.Subject}\")\n");
        string upstream = $"{plan.Upstream} ({plan.UpstreamSha[..12]})";
        if (last)
        {
            return message.Append(plan.Step.Length == 1
                ? "merges without a conflict.\n"
                : string.Create(CultureInfo.InvariantCulture, $"merges without a conflict after the versions before it, where directly it would conflict\n"
                    + $"in {Paths(plan.NaiveConflicts)}.\n")).ToString();
        }
        if (step.CoveredPaths.Length > 0)
            message.Append("is content-equivalent with the topic in\n\n").AppendJoin("", step.CoveredPaths.Select(p => $"\t{p}\n")).Append('\n');
        else
            message.Append("has the changes that the topic picked, and is content-equivalent with it where\nthey are.\n\n");
        return message.Append(CultureInfo.InvariantCulture, $"{upstream}\nconflicts with the topic in {Paths(plan.NaiveConflicts)}, "
            + $"after this merge in {(step.ConflictsAfter == 0 ? "none" : Paths(step.ConflictsAfter))}.\n").ToString();
    }

    private static string Paths(int count) => Wording.Count(count, "path");
}
