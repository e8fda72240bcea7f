using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.History;

namespace MaintainerTools.Cmdlets;

/// <summary>Test-CherryPickBase: audits a base of upstream picks.</summary>
[Cmdlet(VerbsDiagnostic.Test, "CherryPickBase", HelpUri = HelpPages.Root + "Test-CherryPickBase.md")]
[OutputType(typeof(PickedCommit), typeof(bool))]
public sealed class TestCherryPickBaseCommand : MarkerCmdlet
{
    /// <summary>Where the base begins.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Since { get; set; } = "";

    /// <summary>The base.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha", "Commit")]
    [CommitishTransform(nameof(Base))]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Base { get; set; } = "";

    /// <summary>The upstream that the picks come from.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Upstream { get; set; } = "";

    /// <summary>Writes only $true (nothing was found) or $false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        BaseAuditReport audit = new BaseAudit(Work()).Run(
            new BaseAuditOptions { Since = Since, Base = Base, Upstream = Upstream });
        if (Quiet)
        {
            WriteObject(audit.Failures.Count == 0 && audit.Picks.All(pick => pick.Finding.Length == 0));
            return;
        }
        foreach (PickedCommit pick in audit.Picks)
            WriteObject(pick);
        foreach (MaintainerException failure in audit.Failures)
            WriteError(ToErrorRecord(failure));
        WriteInformation(new HostInformationMessage { Message = ViewText.Plain(audit.Summary) }, ["PSHOST"]);
    });
}
