using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Cmdlets;

/// <summary>Invoke-FoldupPlan: rewrites the series in memory and moves the branch once.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "FoldupPlan", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = "https://github.com/maintainertools/MaintainerTools/blob/main/en-US/Invoke-FoldupPlan.md")]
[OutputType(typeof(SeriesRewrite))]
public sealed class InvokeFoldupPlanCommand : RepositoryCmdlet
{
    /// <summary>The plan of New-FoldupPlan.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public FoldupPlan? Plan { get; set; }

    /// <summary>The branch for the result; by default the plan's own.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Branch { get; set; }

    /// <summary>Replaces another branch that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Refuses to keep a merge that lies above a target.</summary>
    [Parameter]
    public SwitchParameter RefuseMerge { get; set; }

    /// <summary>
    /// Takes along local branches that point into the series, and notes, or with -UpdateRefs:$false does not; by default as rebase.updateRefs says.
    /// </summary>
    [Parameter]
    public SwitchParameter UpdateRefs { get; set; }

    /// <summary>Local branches to take along, by name; those that point to a fixup too, which -UpdateRefs leaves alone.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UpdateBranch { get; set; } = [];

    /// <summary>Signs the rewritten commits, or with -Sign:$false does not; by default as commit.gpgSign says.</summary>
    [Parameter]
    public SwitchParameter Sign { get; set; }

    /// <summary>A command to run on each rewritten commit: text for sh, or a script block; only if all pass, anything is written.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? Test { get; set; }

    /// <summary>Shows the plan's proposals one by one, each with its diff, and asks whether to accept it.</summary>
    [Parameter]
    public SwitchParameter Interactive { get; set; }

    /// <summary>Under -WhatIf, puts out what would be.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        if (Interactive)
            new ProposalPrompt(Host).Ask(Plan!);
        PreparedRewrite rewriting = new FoldupRewriter(Work(Plan!.Repository)).Prepare(Plan, Request());
        SeriesRewrite result = rewriting.Result;
        foreach (FoldupItem item in result.Unplaced)
            WriteVerbose($"Not folded: {item} ({item.Reason})");
        if (rewriting.IsNothing)
            WriteWarning($"Nothing to fold: '{result.Branch}' stays at {result.OldTip}.{Waiting()}");
        // Replacing a branch asks; making a new one does not.
        else if (rewriting.ReplacesBranch
            ? ShouldProcess($"'{result.Branch} {result.OldTip[..12]}' -> '{result.NewTip[..12]}'", $"Rewrite with {result.Folded} changes folded")
            : ShouldMake($"'{result.Branch}' -> '{result.NewTip[..12]}'", "Create"))
            TestAndApply(rewriting);
        else
            ShowChanges(rewriting.Result.Commit, Doing, rewriting.Followers);
        foreach (string branch in result.LeftRef.Except(Plan.Holder))
            WriteWarning($"'{Short(branch)}' holds commits that are made anew and stays on the old ones; -UpdateRefs takes along what points into the series.");
        SayWhere(result);
        if (result.Applied || PassThru || rewriting.IsNothing)
            WriteObject(result);
    });

    /// <summary>The command to undo must do so from where the user is.</summary>
    private void SayWhere(SeriesRewrite result)
    {
        string here = SessionState.Path.CurrentFileSystemLocation.ProviderPath.TrimEnd('/', '\\') + "/";
        if (result is { UndoCommand: { } undo, Repository: { } there }
            && !here.Replace('\\', '/').StartsWith(there.Replace('\\', '/').TrimEnd('/') + "/", System.StringComparison.Ordinal))
            result.UndoCommand = $"{undo} -Repository {PowerShellText.Quote(there)}";
    }

    private string Waiting()
    {
        int waiting = Plan!.Proposal.Count(p => !p.Accepted);
        return waiting == 0 ? ""
            : $" {waiting} {(waiting == 1 ? "proposal" : "proposals")} of the review not accepted: -Interactive asks, and so does Accept() of each of them.";
    }

    private FoldupRewriteRequest Request() => new()
    {
        Branch = Branch,
        Force = Force,
        RefuseMerge = RefuseMerge,
        UpdateRefs = IfGiven(UpdateRefs, nameof(UpdateRefs)),
        UpdateBranch = UpdateBranch,
        Sign = IfGiven(Sign, nameof(Sign)),
        Test = CommandArgument.Read(Test),
    };

    private static string Doing(RewrittenCommit commit) => commit.Status switch
    {
        RewriteStatus.Folded => $"Fold {commit.Folded} {(commit.Folded == 1 ? "change" : "changes")} in",
        RewriteStatus.Renamed => "Rename in it",
        RewriteStatus.Reworded => "Reword",
        RewriteStatus.Emptied => "Drop, for nothing of its change is left",
        RewriteStatus.Absorbed => "Drop, for all of it is folded",
        RewriteStatus.Remaining => "Keep what is not folded of it",
        _ => "Put on its new parent",
    };

    private static string Short(string branch) => RefName.Short(branch) ?? branch;

    private void TestAndApply(PreparedRewrite rewriting)
    {
        rewriting.Sign();
        try
        {
            rewriting.Test();
        }
        catch (Engine.MaintainerException) when (PassThru)
        {
            // The runs, with their logs, are what one wants to see then.
            WriteObject(rewriting.Result);
            throw;
        }
        rewriting.Apply();
    }
}
