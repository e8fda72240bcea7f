using System.Collections.Generic;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.TopicStates;

namespace MaintainerTools.Cmdlets;

/// <summary>Get-TopicStatus: where each commit of a topic stands, upstream and on stable branches.</summary>
[Cmdlet(VerbsCommon.Get, "TopicStatus", HelpUri = HelpPages.Root + "Get-TopicStatus.md")]
[OutputType(typeof(TopicCommitStatus))]
public sealed class GetTopicStatusCommand : MarkerCmdlet
{
    /// <summary>The topic's tip.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Topic { get; set; } = "";

    /// <summary>The commit below it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Since { get; set; } = "";

    /// <summary>Where it is to go.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Upstream { get; set; } = "";

    /// <summary>Stable branches that may have it.</summary>
    [Parameter(Position = 3)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Target { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        Workspace work = Work();
        var reader = new TopicStatusReader(work);
        IReadOnlyList<TopicCommitStatus> rows = reader.Read(new TopicStatusOptions { Topic = Topic, Since = Since, Upstream = Upstream, Target = Target });
        foreach (MaintainerException failure in reader.Failures)
            WriteError(ToErrorRecord(failure));
        WriteObject(rows, enumerateCollection: true);
    });
}
