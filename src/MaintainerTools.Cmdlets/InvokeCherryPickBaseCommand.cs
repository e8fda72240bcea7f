using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Picks.Prerequisites;

namespace MaintainerTools.Cmdlets;

/// <summary>Invoke-CherryPickBase: builds a base of marked upstream picks, whole in memory, then in one move of the branch.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "CherryPickBase", DefaultParameterSetName = PickSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Root + "Invoke-CherryPickBase.md")]
[OutputType(typeof(PickedCommit))]
public sealed class InvokeCherryPickBaseCommand : ConflictCmdlet
{
    private const string PickSet = "Pick";
    private const string ContinueSet = "Continue";
    private const string AbortSet = "Abort";

    private readonly List<string> _commits = [];
    private string? _onto;
    private string? _upstream;

    /// <summary>The commit to build on.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PickSet, ValueFromPipelineByPropertyName = true)]
    [Alias("Target")]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Onto { get; set; } = "";

    /// <summary>The branch to make, to extend, or with -Force to replace.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PickSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Branch { get; set; } = "";

    /// <summary>The upstream commits: SHAs, names, ranges A..B, objects with a Sha or Commit.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = PickSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha")]
    [CommitishTransform("Commit")]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Commit { get; set; } = [];

    /// <summary>CherryPicked, StableUpstream, StableBracket, or a text with {sha} and, if wanted, {subject}.</summary>
    [Parameter(ParameterSetName = PickSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MarkerCompleter))]
    public string[] Marker { get; set; } = [];

    /// <summary>Pathspecs of what every pick leaves alone.</summary>
    [Parameter(ParameterSetName = PickSet)]
    [ValidateNotNullOrEmpty]
    public string[] ExcludePath { get; set; } = [];

    /// <summary>Patterns of trailers that do not come along.</summary>
    [Parameter(ParameterSetName = PickSet)]
    [ValidateNotNullOrEmpty]
    public string[] RemoveTrailer { get; set; } = [];

    /// <summary>A file with the template of the messages.</summary>
    [Parameter(ParameterSetName = PickSet)]
    [ValidateNotNullOrEmpty]
    public string? Template { get; set; }

    /// <summary>Adds the committer's Signed-off-by.</summary>
    [Parameter(ParameterSetName = PickSet)]
    public SwitchParameter SignOff { get; set; }

    /// <summary>Picks in the order given, not in upstream's.</summary>
    [Parameter(ParameterSetName = PickSet)]
    public SwitchParameter KeepOrder { get; set; }

    /// <summary>The parent, from 1, against which a merge is picked.</summary>
    [Parameter(ParameterSetName = PickSet)]
    [ValidateRange(1, int.MaxValue)]
    public int Mainline { get; set; }

    /// <summary>Picks first what the commits need; see Find-CherryPickPrerequisite.</summary>
    [Parameter(ParameterSetName = PickSet)]
    public SwitchParameter IncludePrerequisite { get; set; }

    /// <summary>The upstream whose commits may be picked first; by default the commits' own history.</summary>
    [Parameter(ParameterSetName = PickSet, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Upstream { get; set; }

    /// <summary>With -IncludePrerequisite: also what brings identifiers that a commit uses and the target lacks.</summary>
    [Parameter(ParameterSetName = PickSet)]
    public SwitchParameter Symbol { get; set; }

    /// <summary>With -IncludePrerequisite: the most that one commit may need.</summary>
    [Parameter(ParameterSetName = PickSet)]
    [ValidateRange(1, 1000)]
    public int MaxCount { get; set; } = PrerequisiteOptions.DefaultMaxCount;

    /// <summary>Resolves conflicts as git rerere has recorded it.</summary>
    [Parameter(ParameterSetName = PickSet)]
    public SwitchParameter UseRerere { get; set; }

    /// <summary>The committer, "Name &lt;mail&gt;"; by default the current identity.</summary>
    [Parameter(ParameterSetName = PickSet)]
    [ValidateNotNullOrEmpty]
    public string? Committer { get; set; }

    /// <summary>Signs the commits, or with -Sign:$false does not; by default as commit.gpgSign says.</summary>
    [Parameter(ParameterSetName = PickSet)]
    public SwitchParameter Sign { get; set; }

    /// <summary>Stop at a conflict with nothing moved, or skip that commit.</summary>
    [Parameter(ParameterSetName = PickSet)]
    [ValidateSet("Stop", "Skip")]
    public string OnConflict { get; set; } = "Stop";

    /// <summary>
    /// Replaces a branch that is elsewhere; its old tip is kept under refs/maintainer-tools/backup/. With -Abort: deletes a worktree in which something
    /// was done.
    /// </summary>
    [Parameter(ParameterSetName = PickSet)]
    [Parameter(ParameterSetName = AbortSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>A new folder in which a conflict is left to be resolved; with -Continue and -Abort the folder in which one was left.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkTree { get; set; }

    /// <summary>Takes the resolution from the worktree and picks the rest.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ContinueSet)]
    public SwitchParameter Continue { get; set; }

    /// <summary>Deletes the worktree, but one in which something was done only with -Force; no branch was moved.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AbortSet)]
    public SwitchParameter Abort { get; set; }

    private protected override IReadOnlyList<string> Markers => Marker;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Objects that name their own base, as Find-MergeBaseCandidate's do, must agree on it: one branch is built.
        if (_onto is not null && ParameterSetName == PickSet && Onto != _onto)
            ThrowTerminatingError(ToErrorRecord(new MaintainerException("SeveralBases", ErrorKind.InvalidArgument, Onto, _onto, Onto)));
        _onto = Onto;
        // Candidates say which upstream they are of.
        _upstream ??= Upstream;
        Gather(() => _commits.AddRange(Commit ?? []));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        if (ParameterSetName == PickSet)
        {
            Finish(new CherryPicker(Work()).Plan(Options()), null);
            return;
        }
        PickWorktree left = Left(WorkTree, "Invoke-CherryPickBase", PickWorktree.Find);
        if (ParameterSetName == ContinueSet)
            Finish(left.Continue(There()), left);
        else if (MayMove(left.Folder, "Delete the worktree and give the picks up") && left.Abort(There(), Force) is { } backup)
            WriteVerbose($"What was picked so far is kept as {backup}.");
    });

    private CherryPickOptions Options() => new()
    {
        Onto = _onto ?? Onto,
        Branch = Branch,
        Commits = _commits,
        Marker = Marker.Length > 0 ? Marker[0] : null,
        ExcludePath = ExcludePath,
        RemoveTrailer = RemoveTrailer,
        Template = Template is null ? null : TextOf(Template),
        TemplateFile = Template,
        SignOff = SignOff,
        KeepOrder = KeepOrder,
        Mainline = Mainline,
        SkipConflicts = OnConflict == "Skip",
        Force = Force,
        IncludePrerequisite = IncludePrerequisite,
        Upstream = _upstream,
        Symbol = Symbol,
        MaxCount = MaxCount,
        UseRerere = UseRerere,
        Committer = Committer,
        Sign = IfGiven(Sign, nameof(Sign)),
    };

    /// <summary>Moves the branch where the plan is complete, else leaves the conflict where it was asked for; then tells what became of each.</summary>
    private void Finish(CherryPickPlan plan, PickWorktree? left)
    {
        bool written = plan.IsComplete && MayMove($"'{Show(plan.OldTip)}' -> '{Show(plan.NewTip)}'", $"Move {plan.Branch}");
        if (written)
        {
            if (new CherryPicker(There()).Apply(plan, left) is { } backup)
                WriteVerbose($"The old tip of {plan.Branch} is kept as {backup}.");
        }
        string next = plan.Picks.FirstOrDefault(p => p.Status == PickStatus.Conflict)?.NextCommand ?? "";
        if (!plan.IsComplete && (left is not null || WorkTree is not null) && ShouldMake(left?.Folder ?? WorkTree, "Leave the conflict in a worktree"))
        {
            if (left is null)
                left = PickWorktree.Create(There(), plan, GetUnresolvedProviderPathFromPSPath(WorkTree));
            else
                left.ShowNext(There(), plan);
            next = $"resolve it in {left.Folder}, git add, then Invoke-CherryPickBase -Continue -WorkTree '{left.Folder}' (or -Abort)";
        }
        foreach (PickedCommit pick in plan.Picks)
        {
            // A commit that was not written has no id to give: another run, at another time, would make another.
            if (!written)
                pick.Sha = null;
            if (pick.Status == PickStatus.Conflict && left is not null && !plan.IsComplete)
                pick.NextCommand = $"Invoke-CherryPickBase -Continue -WorkTree '{left.Folder}'";
            WriteObject(pick);
        }
        if (!plan.IsComplete)
            WriteWarning($"A pick conflicts: nothing was moved. {plan.Branch} is as it was. Next: {next}");
    }

    /// <summary>Only what -Force allows may take something away, and is asked about; a new branch, and one that goes forward, lose nothing.</summary>
    private bool MayMove(string target, string action) => Force ? ShouldProcess(target, action) : ShouldMake(target, action);

    private static string Show(Oid id) => id.IsZero ? "nothing" : id.Abbreviate();
}
