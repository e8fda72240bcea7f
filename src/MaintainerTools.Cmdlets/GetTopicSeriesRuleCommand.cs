using System.Management.Automation;
using MaintainerTools.Engine.Checks;

namespace MaintainerTools.Cmdlets;

/// <summary>Get-TopicSeriesRule: the rules that Test-TopicSeries asks.</summary>
[Cmdlet(VerbsCommon.Get, "TopicSeriesRule", HelpUri = HelpPages.Root + "Get-TopicSeriesRule.md")]
[OutputType(typeof(TopicSeriesRule))]
public sealed class GetTopicSeriesRuleCommand : MaintainerCmdlet
{
    /// <summary>Names of rules, wildcards allowed; by default all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RuleName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SeriesRuleCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        Attempt(() => WriteObject(SeriesRules.Describe(Name, e => WriteError(ToErrorRecord(e))), enumerateCollection: true));
}
