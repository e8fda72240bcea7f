using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Reporting;
using MaintainerTools.Engine.Reporting.Pages;
using MaintainerTools.Engine.Reporting.Sections;

namespace MaintainerTools.Cmdlets;

/// <summary>Export-TopicReport: one page of evidence, as HTML, Markdown, JSON, and as a script that checks every figure with git.</summary>
[Cmdlet(VerbsData.Export, "TopicReport", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = HelpPages.Root + "Export-TopicReport.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportTopicReportCommand : RepositoryCmdlet
{
    private readonly List<object> _given = [];
    private TopicReport? _read;
    private string? _carried;

    /// <summary>The files: .html, .md, .json, .sh.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The commit that backporters have.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Since { get; set; }

    /// <summary>The base of picks.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Base { get; set; }

    /// <summary>The topic on it.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Topic { get; set; }

    /// <summary>Where the picks are from, and later fixes are looked for.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string? Upstream { get; set; }

    /// <summary>The branches that the topic may be picked onto.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    public string[] Target { get; set; } = [];

    /// <summary>Results of the other cmdlets, or a report.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The heading.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>An earlier report, as JSON: what changed since is told first.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Previous { get; set; }

    /// <summary>Puts out the files.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object? given in (InputObject ?? []).Select(o => o?.BaseObject))
        {
            if (given is TopicReport report)
                _read = report;
            else if (given is not null)
                _given.Add(given);
            _carried ??= RepositoryOf(given);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        // A file of no known kind is told before the long work, and not after it.
        List<(string File, Func<TopicReport, string> Write)> files = [.. Path.Select(path => (GetUnresolvedProviderPathFromPSPath(path), WriterOf(path)))];
        TopicReport? previous = Previous is null ? null : ImportTopicReportCommand.ReadReport(Previous, GetUnresolvedProviderPathFromPSPath(Previous));
        TopicReport report = _read ?? Make();
        if (Title is not null)
            report.Title = Title;
        if (previous is not null)
            TopicReportComparer.Compare(report, previous);
        foreach ((string file, Func<TopicReport, string> write) in files)
        {
            if (ShouldProcess(file, "Write the report"))
                File.WriteAllText(file, write(report), new UTF8Encoding(false));
            if (PassThru)
                WriteObject(new FileInfo(file));
        }
    });

    private TopicReport Make()
    {
        Workspace work = Work(_carried);
        var builder = new TopicReportBuilder(work);
        foreach (object given in _given)
        {
            if (!builder.Add(given))
                WriteError(ToErrorRecord(new MaintainerException("ReportInputUnknown", ErrorKind.InvalidArgument, given, given.GetType().Name)));
        }
        var gatherer = new ReportGatherer(work, builder);
        gatherer.Gather(new ReportOptions { Since = Since, Base = Base, Topic = Topic, Upstream = Upstream, Target = Target });
        foreach (MaintainerException failure in gatherer.Failures)
            WriteError(ToErrorRecord(failure));
        if (!builder.HasResults)
            throw new MaintainerException("NothingToReport", ErrorKind.InvalidArgument, Path[0]);
        IEnumerable<(string Role, string Name)> named =
            [("Since", Since!), ("Base", Base!), ("Topic", Topic!), ("Upstream", Upstream!), .. Target.Select(t => ("Target", t))];
        return builder.Build($"Report of {Topic ?? Base ?? "the topic"}", DateTimeOffset.UtcNow, named.Where(r => r.Name is not null));
    }

    private static Func<TopicReport, string> WriterOf(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".html" or ".htm" => ReportHtml.Write,
        ".md" or ".markdown" => report => ReportMarkdown.Write(report),
        ".json" => TopicReportFile.ToJson,
        ".sh" => ReportScript.Write,
        _ => throw new MaintainerException("ReportFormatUnknown", ErrorKind.InvalidArgument, path, path),
    };

    private static string? RepositoryOf(object? given) => given switch
    {
        FoldupPlan plan => plan.Repository,
        SeriesRewrite rewrite => rewrite.Repository,
        BackportForecast { Repository.Length: > 0 } forecast => forecast.Repository,
        BackportForecastRow { Forecast: [{ Repository.Length: > 0 } forecast, ..] } => forecast.Repository,
        PickedCommit { Repository.Length: > 0 } pick => pick.Repository,
        BisectabilityResult result => result.Repository,
        TopicCommitStatus { Repository.Length: > 0 } status => status.Repository,
        TopicConflict { Repository.Length: > 0 } conflict => conflict.Repository,
        _ => null,
    };
}
