using System.Collections.Generic;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.Merging;

namespace MaintainerTools.Cmdlets;

/// <summary>Find-MergeBaseCandidate: the bases worth considering for a topic, each proved by replay.</summary>
[Cmdlet(VerbsCommon.Find, "MergeBaseCandidate", HelpUri = HelpPages.Root + "Find-MergeBaseCandidate.md")]
[OutputType(typeof(MergeBaseCandidate))]
public sealed class FindMergeBaseCandidateCommand : MarkerCmdlet
{
    /// <summary>The commit that backporters have.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Since { get; set; } = "";

    /// <summary>The topic.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha", "Commit")]
    [CommitishTransform(nameof(Topic))]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Topic { get; set; } = "";

    /// <summary>The history in which bases are looked for.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Upstream { get; set; } = "";

    /// <summary>The commit on which the topic's own patches begin.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Base { get; set; }

    /// <summary>On how many states of its files the topic is replayed at most.</summary>
    [Parameter]
    [ValidateRange(1, 1000000)]
    public int MaxReplay { get; set; } = 400;

    /// <summary>For how many commits prerequisites are searched at most.</summary>
    [Parameter]
    [ValidateRange(0, 1000000)]
    public int MaxSearch { get; set; } = 4;

    /// <summary>Reads messages and patches anew, and keeps nothing of them.</summary>
    [Parameter]
    public SwitchParameter NoCache { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var options = new MergeBaseCandidateOptions
        {
            Since = Since,
            Topic = Topic,
            Upstream = Upstream,
            Base = Base,
            MaxReplay = MaxReplay,
            MaxSearch = MaxSearch,
        };
        Workspace workspace = Work(keep: !NoCache);
        IReadOnlyList<MergeBaseCandidate> found;
        try
        {
            var search = new MergeBaseCandidateSearch(workspace, options);
            found = search.Run();
            foreach (MaintainerException failure in search.Failures)
                WriteError(ToErrorRecord(failure));
        }
        finally
        {
            // What was read until Ctrl+C need not be read again.
            workspace.History.Save();
        }
        if (found.Count > 0)
        {
            WriteVerbose($"{found[0].Scanned} commits of upstream counted, the topic replayed {found[0].Replayed} times.");
            if (found[0].Untried > 0)
                WriteWarning($"{found[0].Untried} states of the topic's files were not tried; -MaxReplay {found[0].Replayed + found[0].Untried} tries all.");
        }
        WriteObject(found, enumerateCollection: true);
    });
}
