using System;
using System.Collections.Generic;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Backports;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Picks;

namespace MaintainerTools.Cmdlets;

/// <summary>Get-BackportForecast: what would happen if these commits were picked onto these branches.</summary>
[Cmdlet(VerbsCommon.Get, "BackportForecast", HelpUri = HelpPages.Root + "Get-BackportForecast.md")]
[OutputType(typeof(BackportForecast), typeof(BackportForecastRow))]
public sealed class GetBackportForecastCommand : CommitListCmdlet
{
    private BackportDecisions? _decisions;

    /// <summary>The branches.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Onto")]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Target { get; set; } = [];

    /// <summary>Tries each commit alone instead of as a series.</summary>
    [Parameter]
    public SwitchParameter Independent { get; set; }

    /// <summary>Searches what must be picked first for each that conflicts.</summary>
    [Parameter]
    public SwitchParameter FindPrerequisite { get; set; }

    /// <summary>The upstream whose commits may be picked first, and where later fixes are looked for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Upstream { get; set; }

    /// <summary>One object a commit, with a verdict for each branch, instead of one for each of both.</summary>
    [Parameter]
    public SwitchParameter Matrix { get; set; }

    /// <summary>With -FindPrerequisite: also what brings identifiers that a commit uses and the branch lacks.</summary>
    [Parameter]
    public SwitchParameter Symbol { get; set; }

    /// <summary>With -FindPrerequisite: also the other sets that would do.</summary>
    [Parameter]
    public SwitchParameter Alternative { get; set; }

    /// <summary>Pathspecs of what every pick leaves alone, as Invoke-CherryPickBase leaves it out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ExcludePath { get; set; } = [];

    /// <summary>Answers in the order given, not in upstream's.</summary>
    [Parameter]
    public SwitchParameter KeepOrder { get; set; }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string?> Said
    {
        get => [Repository, Upstream, .. Target];
        set => (Repository, Upstream, Target) = (value[0], value[1], [.. value.Skip(2).Select(target => target!)]);
    }

    /// <inheritdoc/>
    protected override bool KeepsOrder => KeepOrder;

    /// <inheritdoc/>
    protected override void Answer(IReadOnlyList<Oid> commits)
    {
        _decisions = null;
        BackportForecaster? forecaster = null;
        var columns = new List<(string Target, IEnumerator<Attempted<BackportForecast>> Forecasts)>();
        foreach (string target in Target)
        {
            Attempt(() =>
            {
                forecaster ??= new BackportForecaster(Workspace, Options(commits));
                if (Matrix)
                    columns.Add((target, forecaster.Try(target).GetEnumerator()));
                else
                    foreach (Attempted<BackportForecast> forecast in forecaster.Try(target))
                        Attempt(() => WriteObject(Decided(forecast.Get())));
            });
        }
        // A row stands when its last cell does: the branches are asked in turn for one commit after another.
        foreach (Oid commit in columns.Count > 0 ? commits : [])
        {
            var cells = new List<BackportForecast>();
            foreach ((string target, IEnumerator<Attempted<BackportForecast>> forecasts) in columns)
                Attempt(() => cells.Add(Cell(commit, target, forecasts)));
            if (cells.Count == columns.Count)
                WriteObject(BackportForecaster.Row(cells));
        }
    }

    private BackportForecast Decided(BackportForecast forecast)
    {
        _decisions ??= new BackportDecisions(Workspace);
        _decisions.Tell([forecast], forecast.Target, f => f.Commit, (f, decision) => f.Decision = decision);
        return forecast;
    }

    private BackportForecastOptions Options(IReadOnlyList<Oid> commits) => new()
    {
        Commits = commits,
        Independent = Independent,
        FindPrerequisite = FindPrerequisite,
        Symbol = Symbol,
        Alternative = Alternative,
        ExcludePath = ExcludePath,
        Upstream = Upstream,
    };

    /// <summary>The next forecast of a branch; one that failed is told as an error, and leaves a cell that says so.</summary>
    private BackportForecast Cell(Oid commit, string target, IEnumerator<Attempted<BackportForecast>> forecasts)
    {
        forecasts.MoveNext();
        if (forecasts.Current.Error is not { } error)
            return Decided(forecasts.Current.Get());
        WriteError(ToErrorRecord(error));
        return new BackportForecast { Commit = commit.ToString(), Target = target, Verdict = BackportVerdict.NotVerified, Reason = error.Message };
    }
}
