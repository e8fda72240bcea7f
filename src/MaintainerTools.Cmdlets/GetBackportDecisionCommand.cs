using System.Collections.Generic;
using System.Management.Automation;
using MaintainerTools.Engine.Backports;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Cmdlets;

/// <summary>Get-BackportDecision: what was decided of upstream commits for branches.</summary>
[Cmdlet(VerbsCommon.Get, "BackportDecision", HelpUri = HelpPages.Root + "Get-BackportDecision.md")]
[OutputType(typeof(BackportDecision))]
public sealed class GetBackportDecisionCommand : RepositoryCmdlet
{
    private readonly List<Oid> _commits = [];
    private bool _asksForCommits;
    private Workspace? _workspace;

    /// <summary>The upstream commits; by default all of which something was decided.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha")]
    [CommitishTransform("Commit")]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[]? Commit { get; set; }

    /// <summary>The branch or release; by default all.</summary>
    [Parameter(Position = 1)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Target { get; set; }

    /// <summary>With -Target: also what the branch's own messages say, those that this upstream does not have.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Upstream { get; set; }

    /// <summary>Also older decisions, in whose place a later one stands.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string commit in Commit ?? [])
        {
            _asksForCommits = true;
            Gather(() => _commits.AddRange(new CommitSelection(_workspace ??= Work()).ResolveSome(commit)));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        // Where none of those asked for is there, nothing is left to be told, and not everything.
        if (MyInvocation.ExpectingInput && !_asksForCommits)
            return;
        WriteObject(new BackportDecisions(_workspace ??= Work()).List(_asksForCommits ? _commits : null, Target, Upstream, All), enumerateCollection: true);
    });
}
