using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Picks;

/// <summary>
/// Which of upstream's later fixes and reverts a target lacks of a commit, so that picking them in their order leaves it with what upstream has: what upstream
/// took back in the end is not among them, nor what fixes something that is neither there nor among them.
/// </summary>
/// <param name="history">Whose commits they are.</param>
/// <param name="graph">Who refers to whom.</param>
/// <param name="series">What is picked together with the commit.</param>
internal sealed class MissingFixes(CommitHistory history, FollowupGraph graph, IReadOnlyCollection<Oid> series)
{
    private readonly HashSet<Oid> _series = [.. series];
    private readonly FollowupOutcomes _outcomes = new(history, graph);

    /// <summary>The missing ones of a commit in upstream's order.</summary>
    public IReadOnlyList<Oid> Of(Oid commit, StandingPresence presence)
    {
        var states = new Dictionary<Oid, (bool IsThere, bool IsReverted)>();
        var causes = new Dictionary<Oid, List<(Oid Cause, bool TakesBack)>>();
        var order = new List<(int Place, Oid Commit)>();
        // A merge is what it brought.
        HashSet<Oid> asked = [commit, .. history.BroughtBy(commit)];
        for (var queue = new Queue<Oid>(asked); queue.TryDequeue(out Oid at);)
        {
            foreach (FollowupEdge edge in _outcomes.Later(at))
            {
                if (!causes.TryGetValue(edge.Commit, out List<(Oid, bool)>? of))
                {
                    causes[edge.Commit] = of = [];
                    order.Add((edge.Place, edge.Commit));
                    queue.Enqueue(edge.Commit);
                }
                of.Add((at, _outcomes.TakesBack(edge)));
            }
        }
        order.Sort((x, y) => x.Place.CompareTo(y.Place));
        var missing = new List<Oid>();
        var wanted = new HashSet<Oid>();
        foreach ((_, Oid fix) in order)
        {
            // A later commit is decided after all that it refers to.
            if (asked.Contains(fix) || !_outcomes.Stays(fix) || State(fix).IsThere || !causes[fix].Exists(cause => IsFor(cause.Cause, cause.TakesBack)))
                continue;
            // Another pick of the same change is no second fix.
            bool isNew = !graph.NamesOf(fix).Any(wanted.Contains);
            wanted.Add(fix);
            if (isNew && !_series.Contains(fix))
                missing.Add(fix);
        }
        return missing;

        // What takes a wanted revert back is not there any more once that is picked, whatever has its patch-id now.
        bool IsFor(Oid cause, bool takesBack) => takesBack
            ? !(causes.TryGetValue(cause, out List<(Oid Cause, bool TakesBack)>? of) && of.Exists(one => one.TakesBack && wanted.Contains(one.Cause)))
                && IsToTakeBack(cause)
            : HasEffect(cause);

        bool IsToTakeBack(Oid cause) => State(cause).IsThere || ((asked.Contains(cause) || _series.Contains(cause)) && !State(cause).IsReverted);

        // What takes a revert back that is not there is, for the target, what the revert took.
        // What the target took back of what is asked about is not there for a fix to mend, unless what brings it back is among them.
        bool HasEffect(Oid cause) => wanted.Contains(cause) || State(cause).IsThere
            || ((asked.Contains(cause) || _series.Contains(cause)) && (!State(cause).IsReverted || IsBroughtBack(cause)))
            || (causes.TryGetValue(cause, out List<(Oid Cause, bool TakesBack)>? of)
                && of.Exists(one => one.TakesBack && causes.TryGetValue(one.Cause, out List<(Oid Cause, bool TakesBack)>? taken)
                    && taken.Exists(two => two.TakesBack && HasEffect(two.Cause))));

        bool IsBroughtBack(Oid cause) => order.Exists(one => wanted.Contains(one.Commit) && causes[one.Commit].Exists(revert => revert.TakesBack
            && causes.TryGetValue(revert.Cause, out List<(Oid Cause, bool TakesBack)>? of) && of.Exists(two => two.TakesBack && two.Cause == cause)));

        (bool IsThere, bool IsReverted) State(Oid change)
        {
            if (!states.TryGetValue(change, out (bool, bool) state))
                states[change] = state = (presence.Find(change) is not null, presence.FindTakenBack(change) is not null);
            return state;
        }
    }
}
