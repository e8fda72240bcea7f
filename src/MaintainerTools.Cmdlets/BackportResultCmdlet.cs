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
                case BackportForecastRow row:
                    Take(row.Repository, row, row.Forecast);
                    break;
                case RepositoryResult result and (BackportForecast or PickedCommit):
                    Take(result.Repository, result, [result]);
                    break;
                case { } other:
                    WriteError(ToErrorRecord(new MaintainerException("NoBackportResult", ErrorKind.InvalidArgument, other, other.GetType().Name)));
                    break;
            }
        }

        void Take(string? repository, object item, IEnumerable<object> results) => Gather(() =>
        {
            Carried ??= repository;
            _results.AddRange(results);
        }, item, repository);
    }
}
