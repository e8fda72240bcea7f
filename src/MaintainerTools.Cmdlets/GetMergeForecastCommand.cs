using System.Collections.Generic;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;

namespace MaintainerTools.Cmdlets;

/// <summary>Get-MergeForecast: what would git merge do, in memory.</summary>
[Cmdlet(VerbsCommon.Get, "MergeForecast", HelpUri = HelpPages.Root + "Get-MergeForecast.md")]
[OutputType(typeof(MergeForecast))]
public sealed class GetMergeForecastCommand : RepositoryCmdlet
{
    // Enough to keep all cores busy, few enough that the first answers come soon.
    private const int Batch = 256;

    private readonly List<(string Ours, string Theirs)> _pairs = [];
    private MergeForecaster? _forecasting;

    /// <summary>What is merged into.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string Ours { get; set; } = "";

    /// <summary>What is merged; several are each merged on their own.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha", "Commit")]
    [CommitishTransform(nameof(Theirs))]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Theirs { get; set; } = [];

    /// <summary>Also gives the text of each conflict, in this style of git's merge.conflictStyle.</summary>
    [Parameter]
    [ValidateSet("merge", "diff3", "zdiff3")]
    public string? ConflictStyle { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string theirs in Theirs)
        {
            Gather(() => _pairs.Add((Ours, theirs)));
            if (_pairs.Count == Batch)
                Forecast();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Forecast();

    private void Forecast()
    {
        if (_pairs.Count == 0)
            return;
        IReadOnlyList<Attempted<MergeForecast>> answers = [];
        Attempt(() => answers = (_forecasting ??= new MergeForecaster(Work(), ConflictStyle is null ? null : MergeOptions.StyleOf(ConflictStyle))).Run(_pairs));
        _pairs.Clear();
        foreach (Attempted<MergeForecast> answer in answers)
            Attempt(() => WriteObject(answer.Get()));
    }
}
