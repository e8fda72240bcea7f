using System.Management.Automation;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Cmdlets;

/// <summary>Invoke-MergePlan: performs a plan of Find-ContentEquivalentMerge on a branch.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "MergePlan", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpPages.Root + "Invoke-MergePlan.md")]
[OutputType(typeof(PlannedMerge))]
public sealed class InvokeMergePlanCommand : RepositoryCmdlet
{
    /// <summary>The plan.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public MergePlan? Plan { get; set; }

    /// <summary>The branch to make instead of moving the topic's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Branch { get; set; }

    /// <summary>Replaces -Branch where it exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        PreparedMerges work = new MergePlanPerformer(Work(Plan!.Repository))
            .Prepare(new MergePlanPerformerOptions { Plan = Plan!, Branch = Branch, Force = Force });
        if (work.Merges.Count == 0)
        {
            WriteVerbose(Plan!.Reason);
            return;
        }
        string move = $"'{Show(work.OldTip)}' -> '{Show(work.NewTip)}'";
        // Only what -Force allows may take something away, and is asked about; a new branch, and one that goes forward, lose nothing.
        bool written = Force ? ShouldProcess(move, $"Move {work.Branch}") : ShouldMake(move, $"Move {work.Branch}");
        if (written)
            work.Apply();
        foreach (PlannedMerge merge in work.Merges)
        {
            if (!written)
                merge.Sha = null;
            WriteObject(merge);
        }
    });

    private static string Show(Oid id) => id.IsZero ? "nothing" : id.Abbreviate();
}
