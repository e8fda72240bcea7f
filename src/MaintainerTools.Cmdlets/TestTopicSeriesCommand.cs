using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MaintainerTools.Engine.Checks;

namespace MaintainerTools.Cmdlets;

/// <summary>Test-TopicSeries: what rules say of the commits of a series.</summary>
[Cmdlet(VerbsDiagnostic.Test, "TopicSeries", DefaultParameterSetName = "Finding", HelpUri = HelpPages.Root + "Test-TopicSeries.md")]
[OutputType(typeof(SeriesFinding), ParameterSetName = ["Finding"])]
[OutputType(typeof(string), ParameterSetName = ["Annotation", "Sarif"])]
[OutputType(typeof(bool), ParameterSetName = ["Quiet"])]
public sealed class TestTopicSeriesCommand : RepositoryCmdlet
{
    /// <summary>The series' tip.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Sha", "Commit")]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Topic { get; set; } = "HEAD";

    /// <summary>The commit below the series; by default where the topic leaves its upstream branch.</summary>
    [Parameter(Position = 1)]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Since { get; set; }

    /// <summary>The rules to ask, wildcards allowed; by default those that are enabled.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SeriesRuleCompleter))]
    public string[] Rule { get; set; } = [];

    /// <summary>The rules not to ask, wildcards allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SeriesRuleCompleter))]
    public string[] ExcludeRule { get; set; } = [];

    /// <summary>The severities to tell of; by default all.</summary>
    [Parameter]
    public FindingSeverity[] Severity { get; set; } = [];

    /// <summary>A file of settings (.psd1 or .json), or a hashtable of them.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Settings { get; set; }

    /// <summary>Writes what GitHub Actions or GitLab shows beside the lines of a change.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Annotation")]
    public AnnotationFormat AsAnnotation { get; set; }

    /// <summary>Writes a SARIF log.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Sarif")]
    public SwitchParameter Sarif { get; set; }

    /// <summary>Writes only $true (nothing found) or $false.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Quiet")]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        IEnumerable<SeriesFinding> findings = new SeriesChecker(Work()).Check(new SeriesCheckOptions
        {
            Topic = Topic,
            Since = Since,
            Rule = Rule,
            ExcludeRule = ExcludeRule,
            Severity = Severity,
            Settings = Settings is null ? CheckSettings.None : new SettingsArgument(this).Read(Settings),
            Report = e => WriteError(ToErrorRecord(e)),
        });
        if (Quiet)
            WriteObject(!findings.Any());
        else if (Sarif)
            WriteObject(FindingReports.ToSarif(findings));
        else if (ParameterSetName != "Annotation")
            WriteObject(findings, enumerateCollection: true);
        else if (AsAnnotation == AnnotationFormat.GitHub)
            WriteObject(FindingReports.ToGitHub(findings), enumerateCollection: true);
        else
            WriteObject(FindingReports.ToGitLab(findings));
    });
}
