using System;
using System.Collections.Generic;
using System.Management.Automation;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Picks;

namespace MaintainerTools.Cmdlets;

/// <summary>Get-BackportForecast: what would happen if these commits were picked onto these branches.</summary>
[Cmdlet(VerbsCommon.Get, "BackportForecast", HelpUri = HelpPages.Root + "Get-BackportForecast.md")]
[OutputType(typeof(BackportForecast), typeof(BackportForecastRow))]
public sealed class GetBackportForecastCommand : CommitListCmdlet
{
    /// <summary>The branches.</summary>
    [Parameter(Mandatory = true, Position = 1)]
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
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Upstream { get; set; }

    /// <summary>One object a commit, with a verdict for each branch, instead of one for each of both.</summary>
    [Parameter]
    public SwitchParameter Matrix { get; set; }

    /// <inheritdoc/>
    protected override void Answer(IReadOnlyList<Oid> commits)
    {
        BackportForecaster? forecasting = null;
        var columns = new List<BackportForecast[]>();
        foreach (string target in Target)
        {
            Attempt(() =>
            {
                forecasting ??= new BackportForecaster(
                    Workspace,
                    new BackportForecastOptions
                    {
                        Commits = commits,
                        Independent = Independent,
                        FindPrerequisite = FindPrerequisite,
                        Upstream = Upstream,
                    });
                if (Matrix)
                    columns.Add([.. forecasting.Run(target)]);
                else
                    foreach (BackportForecast forecast in forecasting.Run(target))
                        WriteObject(forecast);
            });
        }
        foreach (BackportForecastRow row in BackportForecaster.Rows(columns))
            WriteObject(row);
    }
}
