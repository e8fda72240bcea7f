using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Resolutions;

namespace MaintainerTools.Cmdlets;

/// <summary>Test-MergeResolution: what of the merges in a range was made by hand, and what of that was lost since.</summary>
[Cmdlet(VerbsDiagnostic.Test, "MergeResolution", HelpUri = HelpPages.Root + "Test-MergeResolution.md")]
[OutputType(typeof(MergeResolution), typeof(bool))]
public sealed class TestMergeResolutionCommand : RepositoryCmdlet
{
    /// <summary>The topic whose merges are tested.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha", "Commit")]
    [CommitishTransform(nameof(Topic))]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Topic { get; set; } = [];

    /// <summary>Where the range begins.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Since { get; set; } = "";

    /// <summary>Old tips of the topic, besides those that its reflog and backup refs name.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Previous { get; set; } = [];

    /// <summary>Looks for a merge plan for each merge that conflicts.</summary>
    [Parameter]
    [Alias("Plan")]
    public SwitchParameter TryPlan { get; set; }

    /// <summary>Writes only $true (nothing that was resolved is lost) or $false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string topic in Topic)
        {
            Attempt(() =>
            {
                var tester = new MergeResolutionTester(Work());
                IReadOnlyList<MergeResolution> found = [.. tester.Test(
                    new MergeResolutionOptions { Topic = topic, Since = Since, Previous = Previous, TryPlans = TryPlan })];
                if (Quiet)
                    WriteObject(tester.Failures.Count == 0 && found.All(merge => merge.Lost.Length == 0));
                else
                    WriteObject(found, enumerateCollection: true);
                foreach (MaintainerException failure in tester.Failures)
                    WriteError(ToErrorRecord(failure));
            });
        }
    }
}
