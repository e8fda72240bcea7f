using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Cmdlets;

/// <summary>
/// A cmdlet that answers commits together: collects all that the parameter and the pipeline name, each once however often it is named, and answers them in
/// upstream's order.
/// </summary>
public abstract class CommitListCmdlet : MarkerCmdlet
{
    private readonly List<Oid> _commits = [];
    private Workspace? _workspace;

    /// <summary>The commits asked about.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha")]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Commit { get; set; } = [];

    /// <summary>The workspace of all questions.</summary>
    protected Workspace Workspace => _workspace ??= Work();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string commit in Commit)
            Attempt(() => _commits.AddRange(new CommitSelection(Workspace).ResolveSome(commit)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        IReadOnlyList<Oid> commits = _commits;
        Attempt(() => commits = KeepsOrder ? [.. _commits.Distinct()] : UpstreamOrder.Sort(Workspace.History, _commits, this));
        if (commits.Count > 0)
            Answer(commits);
    }

    /// <summary>True where they are answered in the order in which they were named.</summary>
    protected virtual bool KeepsOrder => false;

    /// <summary>Answers them; at least one was named rightly.</summary>
    protected abstract void Answer(IReadOnlyList<Oid> commits);
}
