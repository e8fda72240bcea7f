using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks.Prerequisites;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>What is to be replayed on a commit.</summary>
/// <param name="Onto">The commit.</param>
/// <param name="Picks">Upstream commits to pick first.</param>
/// <param name="Patches">The topic's commits.</param>
internal sealed record TopicFitRequest(Oid Onto, IReadOnlyList<Oid> Picks, IReadOnlyList<Oid> Patches);

/// <summary>How a topic fits on a commit.</summary>
/// <param name="Tree">The tree after all that was clean.</param>
/// <param name="Conflicts">The commits that conflict, left out of the replay.</param>
internal sealed record TopicFit(Oid Tree, IReadOnlyList<Oid> Conflicts);

/// <summary>Replays a topic on many commits, in memory, on all cores; what conflicts is left out and counted.</summary>
internal sealed class TopicFitter(Workspace workspace)
{
    private readonly GitRepository _repository = workspace.Repository;
    private readonly CommitHistory _history = workspace.History;
    private readonly IOperationMonitor _monitor = workspace.Monitor;
    private readonly ScratchStore _scratch = workspace.Scratch;

    /// <summary>How many replays there were.</summary>
    internal int Replayed { get; private set; }

    /// <summary>The fits, in the order of the requests.</summary>
    internal IReadOnlyList<TopicFit> Fit(IReadOnlyList<TopicFitRequest> requests)
    {
        var fits = new TopicFit[requests.Count];
        int done = 0;
        MergeBatch.Answer(
            workspace,
            [.. requests.Select((request, i) => (MergeRequest)((engine, _) =>
            {
                fits[i] = Replay(engine, request);
                Interlocked.Increment(ref done);
                return new MergeOutcome { IsClean = true };
            }))]);
        Replayed += done;
        return fits;
    }

    /// <summary>
    /// The upstream commits that the topic needs on a commit: those it carries and the commit lacks, and the
    /// prerequisites of all that conflicts, in picking order.
    /// </summary>
    internal (IReadOnlyList<(Oid Commit, string Reason)> Picks, TopicFit Fit) FitWithPrerequisites(TopicFitRequest request, TopicPatches topic, string upstream)
    {
        var options = new PrerequisiteOptions
        {
            Commits = [.. request.Picks, .. request.Patches],
            Onto = request.Onto.ToString(),
            Upstream = upstream,
            KeepOrder = true,
        };
        var reasons = new Dictionary<Oid, string>();
        var proved = new List<Oid>();
        HashSet<Oid> carried = [.. request.Picks];
        // A patch may need an earlier one that could not be proved; it is replayed with the topic, and is no pick.
        HashSet<Oid> own = [.. request.Patches];
        // A prerequisite may turn up as the topic's own copy of a pick: upstream's commit is meant.
        Dictionary<Oid, Oid> sources = topic.Picks.ToDictionary(p => p.Commit, p => p.Source!.Value);
        foreach (CherryPickPrerequisite answer in new PrerequisiteSearch(workspace, options).Run())
        {
            for (int i = 0; i < answer.Prerequisite.Length; i++)
            {
                Oid needed = Oid.Parse(answer.Prerequisite[i]);
                needed = sources.GetValueOrDefault(needed, needed);
                if (!own.Contains(needed) && reasons.TryAdd(needed, $"needed by {answer.Commit[..12]}: {answer.Reason[i]}"))
                    proved.Add(needed);
            }
            Oid commit = Oid.Parse(answer.Commit);
            if (carried.Contains(commit) && reasons.TryAdd(commit, "carried by the topic"))
                proved.Add(commit);
        }
        foreach (Oid commit in request.Picks.Where(commit => reasons.TryAdd(commit, "carried by the topic")))
            proved.Add(commit);
        Oid tip = _repository.ResolveCommit(upstream);
        List<Oid> ordered = new CommitOrder(_history.Range([request.Onto], [tip, topic.Tip], _monitor)).Sort(proved);
        IReadOnlyList<TopicFit> fits = Fit([request with { Picks = ordered }, request with { Picks = proved }]);
        // Upstream's order, in which Invoke-CherryPickBase picks, unless only the order that was searched in fits better.
        bool asProved = fits[1].Conflicts.Count < fits[0].Conflicts.Count;
        return ([.. (asProved ? proved : ordered).Select(id => (id, reasons[id]))], asProved ? fits[1] : fits[0]);
    }

    private TopicFit Replay(MergeEngine engine, TopicFitRequest request)
    {
        Oid tree = _scratch.ReadCommit(request.Onto).Tree;
        var conflicts = new List<Oid>();
        foreach (Oid commit in request.Picks.Concat(request.Patches))
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            MergeOutcome outcome = engine.Pick(tree, commit);
            if (outcome.MissingObject is { } missing)
                throw new MissingObjectException(missing, ObjectType.Blob);
            if (outcome.IsClean)
                tree = outcome.Tree;
            else
                conflicts.Add(commit);
        }
        return new TopicFit(tree, conflicts);
    }
}
