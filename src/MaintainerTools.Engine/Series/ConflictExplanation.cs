using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>Says of a pick that conflicts: where, which upstream commits that the target lacks touched those lines, and what to run next.</summary>
internal sealed class ConflictExplanation(IObjectReader objects, CommitHistory history, CherryPickOptions options, Oid onto, ChangePresence presence, IOperationMonitor monitor)
{
    private const int Named = 3;

    /// <summary>Fills Conflict, Reason and NextCommand.</summary>
    internal void Fill(PickedCommit pick, CommitObject source, MergeOutcome outcome)
    {
        pick.Conflict = [.. outcome.Conflicts.Select(ToResult)];
        var place = new Dictionary<Oid, int>();
        foreach (Oid id in history.Range(onto, source.Id, monitor))
            place[id] = place.Count;
        var all = new Dictionary<Oid, string>();
        if (!source.IsMerge && source.Parents.Count > 0)
        {
            var origins = new LineOrigins(objects, history, id => !place.ContainsKey(id), monitor);
            foreach (ConflictedPath path in PickReplay.Locate(objects, outcome.Conflicts, source.Id))
            {
                var touching = new List<Oid>();
                foreach ((Oid owner, List<LineEvidence> evidence) in origins.OwnersOf(source.Id, path.SourcePath))
                {
                    if (presence.Find(owner) is not null)
                        continue;
                    touching.Add(owner);
                    all.TryAdd(owner, string.Join(", ", evidence.Take(Named)));
                }
                string[] shas = [.. touching.OrderBy(id => place[id]).Select(id => id.ToString())];
                foreach (PathConflict conflict in pick.Conflict.Where(c => c.Path == path.Path))
                    conflict.TouchedBy = shas;
            }
        }
        int paths = pick.Conflict.Select(c => c.Path).Distinct(StringComparer.Ordinal).Count();
        string reason = string.Create(CultureInfo.InvariantCulture, $"conflicts in {paths} path(s)");
        // The nearest before the pick say most.
        List<Oid> nearest = [.. all.Keys.OrderByDescending(id => place[id])];
        if (nearest.Count > 0)
        {
            reason += "; lines that it needs were touched upstream by " + string.Join(", ", nearest.Take(Named).Select(id => $"{id.Abbreviate()} \"{objects.ReadCommit(id).Subject}\" ({all[id]})"));
            if (nearest.Count > Named)
                reason += string.Create(CultureInfo.InvariantCulture, $" and {nearest.Count - Named} more");
        }
        pick.Reason = pick.Reason is null ? reason : pick.Reason + "; " + reason;
        // Where nothing upstream explains it, or all that does was picked first, a person has to resolve it.
        pick.NextCommand = nearest.Count > 0 && !options.IncludePrerequisite
            ? $"Find-CherryPickPrerequisite -Commit {source.Id.Abbreviate()} -Onto {Quote(options.Onto)} -Upstream {Quote(options.Upstream ?? source.Id.Abbreviate())}"
            : $"Invoke-CherryPickBase -Onto {Quote(options.Onto)} -Branch {Quote(options.Branch)} -Commit {string.Join(", ", options.Commits.Select(Quote))} -Worktree ../{WorktreeName(options.Branch)}";
    }

    /// <summary>The conflict as results show it.</summary>
    internal static PathConflict ToResult(MergeConflict conflict) => new()
    {
        Path = conflict.Path,
        Kind = conflict.Kind.Name(),
        BaseBlob = conflict.Base?.Id.ToString(),
        OursBlob = conflict.Ours?.Id.ToString(),
        TheirsBlob = conflict.Theirs?.Id.ToString(),
    };

    private static string Quote(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '-' or '_') && !text.StartsWith('-') ? text : "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static string WorktreeName(string branch) => "resolve-" + string.Concat(branch.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-'));
}
