using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Cmdlets;

/// <summary>
/// A cmdlet that answers commits together: collects all that the parameter and the pipeline name, each once however often it is named, and answers them in
/// upstream's order. Objects may say more than their commit, as which branch they are of: those that say the same are answered together.
/// </summary>
public abstract class CommitListCmdlet : MarkerCmdlet
{
    private readonly List<(string?[] Said, List<Oid> Commits)> _lots = [];
    private Workspace? _workspace;

    /// <summary>The commits asked about.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha")]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Commit { get; set; } = [];

    /// <summary>The workspace of all questions.</summary>
    protected Workspace Workspace => _workspace is { } open && open.Repository == Git ? open : _workspace = Work();

    /// <summary>What objects of the pipeline may say beside their commit, their repository first: it is set again before their answer.</summary>
    private protected abstract IReadOnlyList<string?> Said { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string?[] said = [.. Said];
        int lot = _lots.FindIndex(l => l.Said.SequenceEqual(said));
        if (lot < 0)
        {
            lot = _lots.Count;
            _lots.Add((said, []));
        }
        foreach (string commit in Commit)
            Attempt(() => _lots[lot].Commits.AddRange(new CommitSelection(Workspace).ResolveSome(commit)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach ((string?[] said, List<Oid> named) in _lots.Where(lot => lot.Commits.Count > 0))
        {
            Said = said;
            IReadOnlyList<Oid> commits = named;
            Attempt(() => commits = KeepsOrder ? [.. named.Distinct()] : UpstreamOrder.Sort(Workspace.History, named, this));
            Answer(commits);
        }
    }

    /// <summary>True where they are answered in the order in which they were named.</summary>
    protected virtual bool KeepsOrder => false;

    /// <summary>Answers them; at least one was named rightly.</summary>
    protected abstract void Answer(IReadOnlyList<Oid> commits);
}
