using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>What was decided for one branch, and which of it closes the question.</summary>
internal sealed class TargetDecisions
{
    private readonly BackportDecisions _decisions;
    private readonly string _target;
    private readonly Lazy<DateTimeOffset?> _release;

    public TargetDecisions(HistoryWorkspace workspace, Oid target, string name, Oid upstream)
    {
        (_decisions, _target) = (new BackportDecisions(workspace), name);
        _decisions.ReadMessagesOf(name, upstream);
        _release = new Lazy<DateTimeOffset?>(() => TargetRelease.DateOf(workspace, target));
    }

    /// <summary>True where our notes say something of a commit, for whichever branch.</summary>
    public bool IsNoted(Oid commit) => _decisions.LinesOf(commit).Count > 0;

    /// <summary>What was decided of a change, under any of its names; null where nothing was.</summary>
    public BackportDecisionKind? Of(IEnumerable<Oid> names, out bool isClosed)
    {
        BackportDecision? found = names.Select(name => _decisions.Find(name, _target)).OfType<BackportDecision>()
            .OrderBy(d => d.Source == BackportDecisions.NotesRef).ThenBy(d => d.Date).LastOrDefault();
        // "Later" was about the release that was next when it was said.
        isClosed = found is not null && !(found.Decision == BackportDecisionKind.Later && _release.Value > found.Date);
        return found?.Decision;
    }
}
