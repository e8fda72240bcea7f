using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.TopicConflicts;

namespace MaintainerTools.Cmdlets;

/// <summary>Get-TopicConflict: which of many topics conflict with each other and with what they are to go into.</summary>
[Cmdlet(VerbsCommon.Get, "TopicConflict", DefaultParameterSetName = Pairs, HelpUri = HelpPages.Root + "Get-TopicConflict.md")]
[OutputType(typeof(TopicConflict), ParameterSetName = [Pairs])]
[OutputType(typeof(TopicConflictRow), ParameterSetName = [OfMatrix])]
[OutputType(typeof(TopicMergeStep), ParameterSetName = [OfOrder])]
public sealed class GetTopicConflictCommand : RepositoryCmdlet
{
    private const string Pairs = "Pairs";
    private const string OfMatrix = "Matrix";
    private const string OfOrder = "Order";

    private readonly List<string> _topics = [];

    /// <summary>The topics.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Topic { get; set; } = [];

    /// <summary>The branches that they are to go into.</summary>
    [Parameter(Position = 1)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Target { get; set; } = [];

    /// <summary>Also the pairs that merge clean.</summary>
    [Parameter(ParameterSetName = Pairs)]
    public SwitchParameter All { get; set; }

    /// <summary>A row for each topic instead of the pairs.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfMatrix)]
    public SwitchParameter Matrix { get; set; }

    /// <summary>In which order to merge them instead of the pairs.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfOrder)]
    public SwitchParameter Order { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _topics.AddRange(Topic);

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        Workspace work = Work();
        var finder = new TopicConflictFinder(work);
        TopicConflictTable table = finder.Find(new TopicConflictOptions { Topic = _topics, Target = Target });
        foreach (MaintainerException failure in finder.Failures)
            WriteError(ToErrorRecord(failure));
        if (Matrix)
        {
            WriteObject(TopicMatrix.Of(table), enumerateCollection: true);
        }
        else if (Order)
        {
            var order = new TopicMergeOrder(work);
            if (Target.Length == 0)
                WriteObject(order.Find(table, null), enumerateCollection: true);
            for (int i = 0; i < table.TargetCount; i++)
                WriteObject(order.Find(table, i), enumerateCollection: true);
        }
        else
        {
            WriteObject(table.Pairs.Where(pair => All || TopicMatrix.IsInTheWay(pair)), enumerateCollection: true);
        }
    });
}
