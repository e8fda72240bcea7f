using System.Management.Automation;
using MaintainerTools.Engine.Merging;

namespace MaintainerTools.Cmdlets;

/// <summary>Get-MergeForecast: what would git merge do, in memory.</summary>
[Cmdlet(VerbsCommon.Get, "MergeForecast", HelpUri = HelpPages.Root + "Get-MergeForecast.md")]
[OutputType(typeof(MergeForecast))]
public sealed class GetMergeForecastCommand : RepositoryCmdlet
{
    private MergeForecasting? _forecasting;

    /// <summary>What is merged into.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Ours { get; set; } = "";

    /// <summary>What is merged; several are each merged on their own.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Theirs { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string theirs in Theirs)
        {
            Attempt(() =>
            {
                _forecasting ??= new MergeForecasting(Git);
                WriteObject(_forecasting.Run(Ours, theirs));
            });
        }
    }
}
