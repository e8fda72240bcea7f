using System.Management.Automation;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergePlans;

namespace MaintainerTools.Cmdlets;

/// <summary>Find-ContentEquivalentMerge: which upstream versions to merge, in which order, so that nothing conflicts.</summary>
[Cmdlet(VerbsCommon.Find, "ContentEquivalentMerge", HelpUri = HelpPages.Root + "Find-ContentEquivalentMerge.md")]
[OutputType(typeof(MergePlan))]
public sealed class FindContentEquivalentMergeCommand : MarkerCmdlet
{
    /// <summary>The topic.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha", "Commit")]
    [CommitishTransform(nameof(Topic))]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Topic { get; set; } = "";

    /// <summary>Upstream.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Upstream { get; set; } = "";

    /// <summary>Where the topic begins; by default its merge base with upstream.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Since { get; set; }

    /// <summary>The base of picks that the topic stands on: its merges come first, and the topic merges what it becomes.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Base { get; set; }

    /// <summary>How many upstream versions are tried by merging for each step, at most.</summary>
    [Parameter]
    [ValidateRange(1, 100000)]
    public int MaxTries { get; set; } = 300;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => WriteObject(
        new MergePlanner(Work()).Plan(
            new MergePlanOptions { Topic = Topic, Since = Since, Base = Base, Upstream = Upstream, MaxTries = MaxTries })));
}
