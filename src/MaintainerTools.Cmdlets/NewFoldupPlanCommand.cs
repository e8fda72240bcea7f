using System.Management.Automation;
using MaintainerTools.Engine.Series;

namespace MaintainerTools.Cmdlets;

/// <summary>New-FoldupPlan: where each change of the fixups belongs in a series, and why.</summary>
[Cmdlet(VerbsCommon.New, "FoldupPlan", DefaultParameterSetName = "Commits", HelpUri = "https://github.com/maintainertools/MaintainerTools/blob/main/en-US/New-FoldupPlan.md")]
[OutputType(typeof(FoldupPlan))]
public sealed class NewFoldupPlanCommand : RepositoryCmdlet
{
    /// <summary>The series' tip.</summary>
    [Parameter(Position = 0)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Topic { get; set; } = "HEAD";

    /// <summary>The commit below the series.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Since { get; set; } = "";

    /// <summary>Fixup commits; without it the fixup!, squash! and amend! commits of the series.</summary>
    [Parameter(ParameterSetName = "Commits", Position = 2, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha", "Commit")]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[]? Fixup { get; set; }

    /// <summary>Takes the tracked changes of the work tree.</summary>
    [Parameter(ParameterSetName = "WorkTree", Mandatory = true)]
    public SwitchParameter WorkTree { get; set; }

    /// <summary>Takes what is staged.</summary>
    [Parameter(ParameterSetName = "Staged", Mandatory = true)]
    public SwitchParameter Staged { get; set; }

    /// <summary>Folds into the current user's commits only.</summary>
    [Parameter]
    public SwitchParameter OwnOnly { get; set; }

    private readonly System.Collections.Generic.List<string> _fixups = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // All fixups of the pipeline make one plan.
        if (Fixup is not null)
            _fixups.AddRange(Fixup);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // A pipeline that gave nothing is not the same as no -Fixup.
        if (MyInvocation.ExpectingInput && _fixups.Count == 0)
            return;
        Attempt(() => WriteObject(FoldupPlanning.Plan(Git, new FoldupPlanRequest
        {
            Topic = Topic,
            Since = Since,
            Fixup = _fixups,
            Source = WorkTree ? FoldupSource.WorkTree : Staged ? FoldupSource.Staged : FoldupSource.Commits,
            OwnOnly = OwnOnly,
        }, this)));
    }
}
