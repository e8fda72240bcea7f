using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Picks.Prerequisites;

namespace MaintainerTools.Cmdlets;

/// <summary>Find-CherryPickPrerequisite: what must be picked first, proved by replay.</summary>
[Cmdlet(VerbsCommon.Find, "CherryPickPrerequisite", HelpUri = HelpPages.Root + "Find-CherryPickPrerequisite.md")]
[OutputType(typeof(CherryPickPrerequisite))]
public sealed class FindCherryPickPrerequisiteCommand : CommitListCmdlet
{
    /// <summary>What they are to be picked onto.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Onto { get; set; } = "";

    /// <summary>The upstream whose commits may be picked first.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Upstream { get; set; } = "";

    /// <summary>The most prerequisites that one commit may have.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int MaxCount { get; set; } = PrerequisiteOptions.DefaultMaxCount;

    /// <summary>Also finds commits that bring identifiers which a commit uses and the target lacks.</summary>
    [Parameter]
    public SwitchParameter Symbol { get; set; }

    /// <inheritdoc/>
    protected override void Answer(IReadOnlyList<Oid> commits) => Attempt(() =>
    {
        var options = new PrerequisiteOptions
        {
            Commits = [.. commits.Distinct()],
            Onto = Onto,
            Upstream = Upstream,
            MaxCount = MaxCount,
            Symbol = Symbol,
        };
        foreach (CherryPickPrerequisite answer in new PrerequisiteSearch(Workspace, options).Run())
            WriteObject(answer);
    });
}
