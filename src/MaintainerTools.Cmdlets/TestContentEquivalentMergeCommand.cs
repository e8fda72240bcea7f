using System.Management.Automation;
using MaintainerTools.Engine.Equivalence;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;

namespace MaintainerTools.Cmdlets;

/// <summary>Test-ContentEquivalentMerge: is a picked base content-equivalent to an upstream version?</summary>
[Cmdlet(VerbsDiagnostic.Test, "ContentEquivalentMerge", HelpUri = HelpPages.Root + "Test-ContentEquivalentMerge.md")]
[OutputType(typeof(ContentEquivalence), typeof(bool))]
public sealed class TestContentEquivalentMergeCommand : MarkerCmdlet
{
    /// <summary>The picked base.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Base { get; set; } = "";

    /// <summary>The upstream versions to test against.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha", "Commit")]
    [CommitishTransform(nameof(Upstream))]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Upstream { get; set; } = [];

    /// <summary>Where the picks begin; by default the merge base.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Since { get; set; }

    /// <summary>Merged with the base for comparison: how many paths conflict without the certificate's version.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Target { get; set; }

    /// <summary>Files and folders to which the test is limited.</summary>
    [Parameter]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string[] PathSpec { get; set; } = [];

    /// <summary>Writes only $true (Equivalent) or $false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string upstream in Upstream)
        {
            Attempt(() =>
            {
                Workspace work = Work();
                WarnOfUnmatched(work, PathSpec, Base, upstream);
                ContentEquivalence result = new EquivalenceTester(work).Test(
                    new EquivalenceOptions { Base = Base, Upstream = upstream, Since = Since, Paths = PathSpec, Target = Target });
                if (Quiet)
                    WriteObject(result.Verdict == EquivalenceVerdict.Equivalent);
                else
                    WriteObject(result);
            });
        }
    }
}
