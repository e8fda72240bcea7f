using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Picks.Prerequisites;

namespace MaintainerTools.Cmdlets;

/// <summary>Find-CherryPickPrerequisite: what must be picked first, proved by replay.</summary>
[Cmdlet(VerbsCommon.Find, "CherryPickPrerequisite", HelpUri = HelpPages.Root + "Find-CherryPickPrerequisite.md")]
[OutputType(typeof(CherryPickPrerequisite))]
public sealed class FindCherryPickPrerequisiteCommand : CommitListCmdlet
{
    /// <summary>What they are to be picked onto.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Target")]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Onto { get; set; } = "";

    /// <summary>The upstream whose commits may be picked first.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
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

    /// <summary>Also lists the other sets that would do.</summary>
    [Parameter]
    public SwitchParameter Alternative { get; set; }

    /// <summary>Answers each commit by itself, not on top of the ones before it.</summary>
    [Parameter]
    public SwitchParameter Independent { get; set; }

    /// <summary>Files whose conflicts do not count, as git pathspecs: nothing is picked for them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ExcludePath { get; set; } = [];

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> Said
    {
        get => [Repository, Onto, Upstream];
        set => (Repository, Onto, Upstream) = (value[0], value[1]!, value[2]!);
    }

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
            Alternative = Alternative,
            Independent = Independent,
            ExcludePath = ExcludePath,
        };
        var search = new PrerequisiteSearch(Workspace, options);
        foreach (CherryPickPrerequisite answer in Independent ? search.RunEach() : search.RunSeries())
        {
            if (search.Failures.TryGetValue(Oid.Parse(answer.Commit), out MaintainerException? failure))
                WriteError(ToErrorRecord(failure));
            else
                WriteObject(answer);
        }
        if (search.SeriesFailure is { } series)
            WriteError(ToErrorRecord(series));
    });
}
