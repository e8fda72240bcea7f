using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.SeriesMoves;

namespace MaintainerTools.Cmdlets;

/// <summary>Move-TopicSeries: puts a series, merges included, onto another base, whole in memory, then moves the branch once.</summary>
[Cmdlet(VerbsCommon.Move, "TopicSeries", DefaultParameterSetName = MoveSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Root + "Move-TopicSeries.md")]
[OutputType(typeof(SeriesMove))]
public sealed class MoveTopicSeriesCommand : ConflictCmdlet
{
    private const string MoveSet = "Move";
    private const string ContinueSet = "Continue";
    private const string AbortSet = "Abort";

    /// <summary>The series' tip; where it is a local branch, that is moved.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = MoveSet, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Topic { get; set; } = "";

    /// <summary>The commit below the series.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = MoveSet, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Since { get; set; } = "";

    /// <summary>The new base.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = MoveSet, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Onto { get; set; } = "";

    /// <summary>The branch for the result; by default the topic, where it is a local branch.</summary>
    [Parameter(Position = 3, ParameterSetName = MoveSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Branch { get; set; }

    /// <summary>
    /// Replaces another branch that exists; its old tip is kept under refs/maintainer-tools/backup/. With -Abort: deletes a worktree in which something was
    /// done.
    /// </summary>
    [Parameter(ParameterSetName = MoveSet)]
    [Parameter(ParameterSetName = AbortSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Takes along local branches that point into the series, or with -UpdateRefs:$false does not; by default as rebase.updateRefs says.</summary>
    [Parameter(ParameterSetName = MoveSet)]
    public SwitchParameter UpdateRefs { get; set; }

    /// <summary>Signs the new commits, or with -Sign:$false does not; by default as commit.gpgSign says.</summary>
    [Parameter(ParameterSetName = MoveSet)]
    public SwitchParameter Sign { get; set; }

    /// <summary>A new folder in which a conflict is left to be resolved; with -Continue and -Abort the folder in which one was left.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkTree { get; set; }

    /// <summary>Takes the resolution from the worktree and moves the rest.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ContinueSet)]
    public SwitchParameter Continue { get; set; }

    /// <summary>Deletes the worktree, but one in which something was done only with -Force; no branch was moved.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AbortSet)]
    public SwitchParameter Abort { get; set; }

    /// <summary>Under -WhatIf, puts out what would be.</summary>
    [Parameter(ParameterSetName = MoveSet)]
    [Parameter(ParameterSetName = ContinueSet)]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        if (ParameterSetName == MoveSet)
        {
            Workspace work = Work();
            Finish(work, new SeriesMover(work).Prepare(Options()), null);
            return;
        }
        SeriesMoveWorktree left = Left(WorkTree, "Move-TopicSeries", SeriesMoveWorktree.Find);
        Workspace there = There();
        if (ParameterSetName == ContinueSet)
            Finish(there, left.Continue(there), left);
        else if (ShouldMake(left.Folder, "Delete the worktree and give the move up") && left.Abort(there, Force) is { } backup)
            WriteVerbose($"What was resolved so far is kept as {backup}.");
    });

    private SeriesMoveOptions Options() => new()
    {
        Topic = Topic,
        Since = Since,
        Onto = Onto,
        Branch = Branch,
        Force = Force,
        UpdateRefs = IfGiven(UpdateRefs, nameof(UpdateRefs)),
        Sign = IfGiven(Sign, nameof(Sign)),
    };

    /// <summary>Moves the branch where all is made, else leaves the conflict where it was asked for; then tells what became of each commit.</summary>
    private void Finish(Workspace work, PreparedSeriesMove move, SeriesMoveWorktree? left)
    {
        SeriesMove result = move.Result;
        if (move.IsStopped)
        {
            Leave(work, move, left);
            WriteObject(result);
            return;
        }
        if (result.Verdict == SeriesMoveVerdict.Unchanged)
            WriteVerbose($"'{result.Topic}' stands there already.");
        bool waits = !move.IsNothing;
        // Replacing a branch asks; making a new one does not.
        if (waits && (move.ReplacesBranch
            ? ShouldProcess($"'{Short(result.Branch)} {result.OldTip[..12]}' -> '{result.NewTip[..12]}'", Doing(result))
            : ShouldMake($"'{Short(result.Branch)}' -> '{result.NewTip[..12]}'", "Create")))
            Apply(move, left);
        else if (waits)
            ShowChanges(result.Commit, c => c.New is null ? "Leave out, for the new base has it" : "Put on its new parent", move.Followers);
        foreach (string branch in result.LeftRef)
            WriteWarning($"'{Short(branch)}' holds commits that are made anew and stays on the old ones; -UpdateRefs takes along what points into the series.");
        if (result.Applied || PassThru || !waits)
            WriteObject(result);
    }

    private static void Apply(PreparedSeriesMove move, SeriesMoveWorktree? left)
    {
        if (left is null)
            move.Apply();
        else
            left.Apply(move);
    }

    private void Leave(Workspace work, PreparedSeriesMove move, SeriesMoveWorktree? left)
    {
        SeriesMove result = move.Result;
        string next = result.NextCommand ?? "";
        if ((left is not null || WorkTree is not null) && ShouldMake(left?.Folder ?? WorkTree, "Leave the conflict in a worktree"))
        {
            if (left is null)
                left = SeriesMoveWorktree.Create(work, move, GetUnresolvedProviderPathFromPSPath(WorkTree));
            else
                left.ShowNext(work, move);
            result.Worktree = left.Folder;
            result.NextCommand = $"Move-TopicSeries -Continue -WorkTree {PowerShellText.Quote(left.Folder)}";
            foreach (MovedCommit commit in result.Commit.OfType<MovedCommit>().Where(c => c.Status == RewriteStatus.Conflict))
                commit.NextCommand = result.NextCommand;
            next = $"resolve it in {left.Folder}, git add, then {result.NextCommand} (or -Abort)";
        }
        MovedCommit? stopped = result.Commit.OfType<MovedCommit>().FirstOrDefault(c => c.Status == RewriteStatus.Conflict);
        WriteWarning($"{stopped?.Old[..12]} \"{stopped?.Subject}\" conflicts: nothing was moved. Next: {next}");
    }

    private static string Doing(SeriesMove result) =>
        $"Move {result.Moved} {(result.Moved == 1 ? "commit" : "commits")} onto {result.Onto[..12]}"
        + (result.LeftOut == 0 ? "" : $", leave {result.LeftOut} out");

    private static string Short(string branch) => RefName.Short(branch) ?? branch;
}
