using System.Collections.Generic;
using System.Management.Automation;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Cmdlets;

/// <summary>A cmdlet that answers commits together: collects all that the parameter and the pipeline name, then answers once.</summary>
public abstract class CommitListCmdlet : MarkerCmdlet
{
    private readonly List<Oid> _commits = [];
    private Workspace? _workspace;

    /// <summary>The commits asked about, in the order in which they would be picked.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha")]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Commit { get; set; } = [];

    /// <summary>The workspace of all questions. What other cmdlets keep of the history is used; nothing is written.</summary>
    protected Workspace Workspace => _workspace ??= Work(keep: true);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string commit in Commit)
            Attempt(() => _commits.AddRange(new CommitSelection(Workspace).ResolveSome(commit)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_commits.Count > 0)
            Answer(_commits);
    }

    /// <summary>Answers them; at least one was named rightly.</summary>
    protected abstract void Answer(IReadOnlyList<Oid> commits);
}
