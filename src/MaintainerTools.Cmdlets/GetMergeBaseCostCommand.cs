using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Cmdlets;

/// <summary>Get-MergeBaseCost: what basing a topic on each candidate costs those who take it to Since.</summary>
[Cmdlet(VerbsCommon.Get, "MergeBaseCost", HelpUri = HelpPages.Root + "Get-MergeBaseCost.md")]
[OutputType(typeof(MergeBaseCost))]
public sealed class GetMergeBaseCostCommand : MarkerCmdlet
{
    private readonly List<(string Name, Oid Commit)> _candidates = [];
    private readonly List<int> _picks = [];
    private Workspace? _workspace;

    /// <summary>The commit that backporters have.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Since { get; set; } = "";

    /// <summary>The commits that the topic might be based on; thousands are answered in one pass.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha", "Commit")]
    [CommitishTransform(Naming = nameof(Candidate))]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Candidate { get; set; } = [];

    /// <summary>Upstream commits that are to be picked onto the candidate, as Find-MergeBaseCandidate names them: they count as its commits do.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    public string[] PickCommit { get; set; } = [];

    /// <summary>Where fixes that came later are looked for.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Upstream { get; set; }

    /// <summary>A topic whose needs are priced as well.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Topic { get; set; }

    /// <summary>Pathspecs that limit what counts, from the top of the repository.</summary>
    [Parameter]
    [Alias("Path")]
    public string[] PathSpec { get; set; } = [];

    /// <summary>Counts along first parents only.</summary>
    [Parameter]
    public SwitchParameter FirstParent { get; set; }

    /// <summary>Reads messages and trees for any number of candidates; -Detail:$false for none.</summary>
    [Parameter]
    public SwitchParameter Detail { get; set; }

    /// <summary>Tells the first tag that contains each candidate.</summary>
    [Parameter]
    public SwitchParameter FirstTag { get; set; }

    /// <summary>Reads messages and patches anew, and keeps nothing of them.</summary>
    [Parameter]
    public SwitchParameter NoCache { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Candidate ?? [])
        {
            Gather(() =>
            {
                _workspace ??= Work(keep: !NoCache);
                Oid commit = _workspace.History.Resolve(Git, name);
                IEnumerable<Oid> picks = (PickCommit ?? []).Select(pick => _workspace.History.Resolve(Git, pick)).Distinct();
                // What the candidate has already is no pick to make.
                int count = picks.Count(pick => !_workspace.History.IsAncestor(pick, commit));
                _candidates.Add((CommitishTransformAttribute.NameOf(name), commit));
                _picks.Add(count);
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        if (_workspace is null || _candidates.Count == 0)
            return;
        Oid since = _workspace.History.Resolve(Git, Since);
        WarnOfUnmatched(_workspace, PathSpec, [Since, .. _candidates.Select(candidate => candidate.Commit.ToString())]);
        // What cannot be answered of a bad name is left empty; what the candidates cost does not hang on it.
        Oid? upstream = TryResolve(_workspace.History, Upstream);
        Oid? topic = TryResolve(_workspace.History, Topic);
        var options = new MergeBaseCostOptions
        {
            SinceName = Since,
            Since = since,
            PicksToMake = _picks.Exists(count => count > 0) ? _picks : [],
            Upstream = upstream,
            Path = PathSpec,
            FirstParent = FirstParent,
            Detail = IfGiven(Detail, nameof(Detail)),
        };
        try
        {
            var coster = new MergeBaseCoster(_workspace);
            IReadOnlyList<MergeBaseCost> costs = coster.Weigh(options, _candidates);
            foreach (MaintainerException failure in coster.Failures)
                WriteError(ToErrorRecord(failure));
            // Without the upstream that was meant the topic would be another.
            if (topic is { } tip && (Upstream is null || upstream is not null))
                Attempt(() => new TopicPricer(_workspace).Price(costs, since, tip, Upstream));
            if (FirstTag)
                new FirstTags(_workspace).Tell(costs, cost => cost.Sha, (cost, tag) => cost.FirstTag = tag);
            WriteObject(costs, enumerateCollection: true);
        }
        finally
        {
            // What was read until Ctrl+C need not be read again.
            _workspace.History.Save();
        }
    });

    private Oid? TryResolve(CommitHistory history, string? name)
    {
        Oid? found = null;
        if (name is not null)
            Attempt(() => found = history.Resolve(Git, name));
        return found;
    }
}
