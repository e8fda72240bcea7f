using System.Collections.Generic;
using System.Management.Automation;
using MaintainerTools.Engine;

namespace MaintainerTools.Cmdlets;

/// <summary>A cmdlet that tells of forecasts and picks, all together.</summary>
public abstract class BackportResultCmdlet : RepositoryCmdlet
{
    private readonly List<object> _results = [];

    /// <summary>Forecasts, rows of forecasts, and picks.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    [AllowNull]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>What was given, in its order: forecasts, and picks.</summary>
    protected IReadOnlyList<object> Results => _results;

    /// <summary>The repository that the results are of, where they say it.</summary>
    private protected string? Carried { get; private set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject? given in InputObject ?? [])
        {
            switch (given?.BaseObject)
            {
                case null:
                    break;
                case BackportForecast forecast:
                    Carried ??= forecast.Repository.Length > 0 ? forecast.Repository : null;
                    _results.Add(forecast);
                    break;
                case BackportForecastRow row:
                    Carried ??= row.Forecast.Length > 0 && row.Forecast[0].Repository.Length > 0 ? row.Forecast[0].Repository : null;
                    _results.AddRange(row.Forecast);
                    break;
                case PickedCommit pick:
                    Carried ??= pick.Repository.Length > 0 ? pick.Repository : null;
                    _results.Add(pick);
                    break;
                case { } other:
                    WriteError(ToErrorRecord(new MaintainerException("NoBackportResult", ErrorKind.InvalidArgument, other, other.GetType().Name)));
                    break;
            }
        }
    }
}
