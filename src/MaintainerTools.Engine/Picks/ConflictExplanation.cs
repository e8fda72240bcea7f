using System.Globalization;
using System.Text;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Rerere;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Picks.Prerequisites;

namespace MaintainerTools.Engine.Picks;

/// <summary>Says of a pick that conflicts: where, which upstream commits that the target lacks touched those lines, and what to run next.</summary>
internal sealed class ConflictExplanation(IObjectReader objects, CommitHistory history, CherryPickOptions options, Oid onto,
    ChangePresence presence, IOperationMonitor monitor)
{
    private const int Named = 3;

    /// <summary>Fills Conflict, Reason and NextCommand.</summary>
    /// <param name="pick">What is filled.</param>
    /// <param name="source">The commit that conflicts.</param>
    /// <param name="outcome">What git makes of it.</param>
    /// <param name="recorded">The resolutions that are recorded and were not asked for.</param>
    internal void Fill(PickedCommit pick, CommitObject source, MergeOutcome outcome, IReadOnlyList<RecordedResolution> recorded)
    {
        pick.Conflict = [.. outcome.Conflicts.Select(c => c.ToResult())];
        foreach (RecordedResolution resolution in recorded)
        {
            foreach (PathConflict conflict in pick.Conflict.Where(c => c.Path == resolution.Path))
                conflict.RecordedResolution = resolution.Name;
        }
        var order = new CommitOrder(history.Range(onto, source.Id, monitor));
        var all = new Dictionary<Oid, string>();
        if (!source.IsMerge && source.Parents.Count > 0)
        {
            var origins = new LineOrigins(objects, history, id => !order.Contains(id), monitor);
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
                string[] shas = [.. order.Sort(touching).Select(id => id.ToString())];
                foreach (PathConflict conflict in pick.Conflict.Where(c => c.Path == path.Path))
                    conflict.TouchedBy = shas;
            }
        }
        int paths = MergeOutcome.InOrder(pick.Conflict.Select(c => c.Path)).Length;
        string reason = string.Create(CultureInfo.InvariantCulture, $"conflicts in {paths} path(s)");
        // The nearest before the pick say most.
        List<Oid> nearest = [.. all.Keys.OrderByDescending(id => order[id])];
        if (nearest.Count > 0)
        {
            reason += "; lines that it needs were touched upstream by "
                + string.Join(", ", nearest.Take(Named).Select(id => $"{id.Abbreviate()} \"{objects.ReadCommit(id).Subject}\" ({all[id]})"));
            if (nearest.Count > Named)
                reason += string.Create(CultureInfo.InvariantCulture, $" and {nearest.Count - Named} more");
        }
        if (recorded.Count > 0)
            reason += "; git rerere has a resolution recorded for " + string.Join(", ", recorded.Select(r => r.Path)) + " (-UseRerere takes it)";
        pick.Reason = pick.Reason is null ? reason : pick.Reason + "; " + reason;
        // Where nothing upstream explains it, or all that does was picked first, a person has to resolve it.
        pick.NextCommand = recorded.Count > 0 && recorded.Count == paths ? Again("-UseRerere")
            : nearest.Count > 0 && !options.IncludePrerequisite
                ? $"Find-CherryPickPrerequisite -Commit {source.Id.Abbreviate()} -Onto {PowerShellText.Quote(options.Onto)} -Upstream "
                + $"{PowerShellText.Quote(options.Upstream ?? source.Id.Abbreviate())}{MarkerSwitch()}"
            : Again($"-Worktree ../{WorktreeName(options.Branch)}");
    }

    /// <summary>The same command once more, with what was said before and something more.</summary>
    private string Again(string more)
    {
        var command = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"Invoke-CherryPickBase -Onto {PowerShellText.Quote(options.Onto)} -Branch {PowerShellText.Quote(options.Branch)} -Commit "
                + $"{string.Join(", ", options.Commits.Select(PowerShellText.Quote))}"));
        Switch(options.KeepOrder, "-KeepOrder");
        Switch(options.Mainline > 0, string.Create(CultureInfo.InvariantCulture, $"-Mainline {options.Mainline}"));
        Switch(options.IncludePrerequisite, "-IncludePrerequisite");
        Switch(options.Upstream is not null, "-Upstream " + PowerShellText.Quote(options.Upstream ?? ""));
        Switch(options.Symbol, "-Symbol");
        Switch(options.MaxCount != PrerequisiteOptions.DefaultMaxCount, string.Create(CultureInfo.InvariantCulture, $"-MaxCount {options.MaxCount}"));
        command.Append(MarkerSwitch());
        Switch(options.SignOff, "-SignOff");
        Switch(options.Committer is not null, "-Committer " + PowerShellText.Quote(options.Committer ?? ""));
        Switch(options.Sign is not null, options.Sign == true ? "-Sign" : "-Sign:$false");
        Switch(options.UseRerere, "-UseRerere");
        Switch(options.Force, "-Force");
        return command.Append(' ').Append(more).ToString();

        void Switch(bool given, string text)
        {
            if (given)
                command.Append(' ').Append(text);
        }
    }

    private string MarkerSwitch() =>
        options.Marker.Equals(nameof(CommitMarkerForm.CherryPicked), StringComparison.OrdinalIgnoreCase)
        ? "" : " -Marker " + PowerShellText.Quote(options.Marker);

    private static string WorktreeName(string branch) => "resolve-"
        + string.Concat(branch.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-'));
}
