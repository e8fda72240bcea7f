using System.Globalization;
using System.Text;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Rerere;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks.Prerequisites;

namespace MaintainerTools.Engine.Picks;

/// <summary>Says of a pick that conflicts: where, which upstream commits that the target lacks touched those lines, and what to run next.</summary>
internal sealed class ConflictExplanation(Workspace workspace, CherryPickOptions options, Oid onto, ChangePresence presence)
{
    private const int Named = 3;
    private readonly UpstreamName _upstream = new(workspace, [LocalBranch.FullName(options.Branch)]);

    /// <summary>Fills Conflict, Reason and NextCommand.</summary>
    /// <param name="pick">What is filled.</param>
    /// <param name="source">The commit that conflicts.</param>
    /// <param name="outcome">What git makes of it.</param>
    /// <param name="recorded">The resolutions that are recorded and were not asked for.</param>
    internal void Fill(PickedCommit pick, CommitObject source, MergeOutcome outcome, IReadOnlyList<RecordedResolution> recorded)
    {
        (IObjectReader objects, CommitHistory history, IOperationMonitor monitor) = (workspace.Objects, workspace.History, workspace.Monitor);
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
            : nearest.Count > 0 && !options.IncludePrerequisite ? Search(source.Id)
            : Again($"-WorkTree ../{WorktreeName(options.Branch)}");
    }

    /// <summary>The command that looks for what must be picked first.</summary>
    private string Search(Oid commit)
    {
        var command = new StringBuilder($"Find-CherryPickPrerequisite -Commit {commit.Abbreviate()} -Onto {PowerShellText.Quote(options.Onto)} -Upstream "
            + PowerShellText.Quote(options.Upstream ?? _upstream.Of(commit)));
        Switch(command, options.ExcludePath.Count > 0, "-ExcludePath " + List(options.ExcludePath));
        command.Append(MarkerSwitch());
        return command.ToString();
    }

    /// <summary>The same command once more, with what was said before and something more.</summary>
    private string Again(string more)
    {
        var command = new StringBuilder(
            $"Invoke-CherryPickBase -Onto {PowerShellText.Quote(options.Onto)} -Branch {PowerShellText.Quote(options.Branch)} -Commit "
                + List(options.Commits));
        Switch(command, options.KeepOrder, "-KeepOrder");
        Switch(command, options.Mainline > 0, string.Create(CultureInfo.InvariantCulture, $"-Mainline {options.Mainline}"));
        Switch(command, options.IncludePrerequisite, "-IncludePrerequisite");
        Switch(command, options.Upstream is not null, "-Upstream " + PowerShellText.Quote(options.Upstream ?? ""));
        Switch(command, options.Symbol, "-Symbol");
        Switch(command, options.MaxCount != PrerequisiteOptions.DefaultMaxCount, string.Create(CultureInfo.InvariantCulture, $"-MaxCount {options.MaxCount}"));
        Switch(command, options.ExcludePath.Count > 0, "-ExcludePath " + List(options.ExcludePath));
        Switch(command, options.RemoveTrailer.Count > 0, "-RemoveTrailer " + List(options.RemoveTrailer));
        Switch(command, options.TemplateFile is not null, "-Template " + PowerShellText.Quote(options.TemplateFile ?? ""));
        command.Append(MarkerSwitch());
        Switch(command, options.SignOff, "-SignOff");
        Switch(command, options.Committer is not null, "-Committer " + PowerShellText.Quote(options.Committer ?? ""));
        Switch(command, options.Sign is not null, options.Sign == true ? "-Sign" : "-Sign:$false");
        Switch(command, options.UseRerere, "-UseRerere");
        Switch(command, options.Force, "-Force");
        return command.Append(' ').Append(more).ToString();
    }

    private static void Switch(StringBuilder command, bool given, string text)
    {
        if (given)
            command.Append(' ').Append(text);
    }

    private static string List(IReadOnlyList<string> values) => string.Join(", ", values.Select(PowerShellText.Quote));

    private string MarkerSwitch() =>
        options.Marker is null || options.Marker.Equals(nameof(CommitMarkerForm.CherryPicked), StringComparison.OrdinalIgnoreCase)
        ? "" : " -Marker " + PowerShellText.Quote(options.Marker);

    private static string WorktreeName(string branch) => "resolve-"
        + string.Concat(branch.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-'));
}
