using System.Collections.Generic;
using System.Management.Automation;

namespace MaintainerTools.Cmdlets;

/// <summary>A cmdlet that reads in messages which commit another is a pick of.</summary>
public abstract class MarkerCmdlet : RepositoryCmdlet
{
    /// <summary>
    /// How picks are marked: names or templates. The usual forms, and those that the repository's configuration names, are known in any case.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MarkerCompleter))]
    public string[] Marker { get; set; } = [];

    private protected override IReadOnlyList<string> Markers => Marker;
}
