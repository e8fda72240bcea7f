using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Series;

namespace MaintainerTools.Cmdlets;

/// <summary>Find-CherryPickPrerequisite: what must be picked first, proved by replay.</summary>
[Cmdlet(VerbsCommon.Find, "CherryPickPrerequisite", HelpUri = HelpPages.Root + "Find-CherryPickPrerequisite.md")]
[OutputType(typeof(CherryPickPrerequisite))]
public sealed class FindCherryPickPrerequisiteCommand : RepositoryCmdlet
{
    private readonly List<Oid> _commits = [];
    private CommitHistory? _history;

    /// <summary>The commits wanted.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha")]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Commit { get; set; } = [];

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

    private CommitHistory History => _history ??= CommitHistory.Open(Git);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string commit in Commit)
            Attempt(() => _commits.AddRange(new CommitSelection(Git, History).ResolveSome(commit, this)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_commits.Count == 0)
            return;
        Attempt(() =>
        {
            var options = new PrerequisiteOptions { Commits = [.. _commits.Distinct()], Onto = Onto, Upstream = Upstream, MaxCount = MaxCount, Symbol = Symbol };
            foreach (CherryPickPrerequisite answer in new PrerequisiteSearch(Git, History, options, this).Run())
                WriteObject(answer);
        });
    }
}
