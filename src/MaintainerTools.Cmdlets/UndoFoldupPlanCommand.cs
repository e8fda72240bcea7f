using System.Management.Automation;
using MaintainerTools.Engine.Foldup;

namespace MaintainerTools.Cmdlets;

/// <summary>Undo-FoldupPlan: takes a rewritten branch back to its backup.</summary>
[Cmdlet(VerbsCommon.Undo, "FoldupPlan", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = "Branch",
    HelpUri = "https://github.com/maintainertools/MaintainerTools/blob/main/en-US/Undo-FoldupPlan.md")]
[OutputType(typeof(SeriesRewrite))]
public sealed class UndoFoldupPlanCommand : RepositoryCmdlet
{
    /// <summary>What Invoke-FoldupPlan put out.</summary>
    [Parameter(ParameterSetName = "Rewrite", Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public SeriesRewrite? Rewrite { get; set; }

    /// <summary>The branch.</summary>
    [Parameter(ParameterSetName = "Branch", Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Branch { get; set; } = "";

    /// <summary>The backup ref; by default the branch's newest.</summary>
    [Parameter(ParameterSetName = "Branch")]
    [ValidateNotNullOrEmpty]
    public string? Backup { get; set; }

    /// <summary>Leaves the refs that -UpdateRefs took along where they are.</summary>
    [Parameter]
    public SwitchParameter BranchOnly { get; set; }

    /// <summary>Goes back from where the branch is now, too, when that is not what the rewrite made; a backup ref keeps that.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Under -WhatIf, puts out what would be.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        PreparedUndo undoing = Rewrite is { } rewrite
            ? new FoldupUndo(Work(rewrite.Repository)).Prepare(FoldupUndoOptions.Of(rewrite, BranchOnly, Force))
            : new FoldupUndo(Work()).Prepare(new FoldupUndoOptions { Branch = Branch, Backup = Backup, BranchOnly = BranchOnly, Force = Force });
        SeriesRewrite result = undoing.Result;
        if (ShouldProcess($"'{result.Branch} {result.OldTip[..12]}' -> '{result.NewTip[..12]}'", "Go back to the backup"))
            undoing.Apply();
        if (result.Applied || PassThru)
            WriteObject(result);
    });
}
