using System.Management.Automation;
using MaintainerTools.Engine.History;

namespace MaintainerTools.Cmdlets;

/// <summary>A cmdlet that reads in messages which commit another is a pick of.</summary>
public abstract class MarkerCmdlet : RepositoryCmdlet
{
    /// <summary>How picks are marked: names or templates. The usual forms, and those that the repository's configuration names, are known in any case.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MarkerCompleter))]
    public string[] Marker { get; set; } = [];

    /// <summary>The repository's history, whose markers are read so.</summary>
    protected CommitHistory OpenHistory(bool keep) => CommitHistory.Open(Git, keep, Marker);
}
