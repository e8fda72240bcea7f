using System.IO;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Reporting;

namespace MaintainerTools.Cmdlets;

/// <summary>Import-TopicReport: a report from the JSON that Export-TopicReport wrote, and what changed since an earlier one.</summary>
[Cmdlet(VerbsData.Import, "TopicReport", DefaultParameterSetName = PathSet, HelpUri = HelpPages.Root + "Import-TopicReport.md")]
[OutputType(typeof(TopicReport))]
public sealed class ImportTopicReportCommand : FileInputCmdlet
{
    /// <summary>An earlier report: the change since is told.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Since { get; set; }

    private protected override string UnreadableId => "ReportFileMalformed";

    /// <inheritdoc/>
    private protected override void Take(string path, string file)
    {
        TopicReport report = ReadReport(path, file);
        if (Since is not null)
            TopicReportComparer.Compare(report, ReadReport(Since, GetUnresolvedProviderPathFromPSPath(Since)));
        if (Repository is not null)
            report.Repository = FolderOf(Git);
        WriteObject(report);
    }

    /// <summary>The report in a file.</summary>
    /// <exception cref="MaintainerException">ReportFileMalformed, ReportFileVersion.</exception>
    internal static TopicReport ReadReport(string path, string file)
    {
        if (!File.Exists(file))
            throw new MaintainerException("ReportFileMalformed", ErrorKind.ObjectNotFound, path, path, "there is no such file");
        return TopicReportFile.FromJson(path, File.ReadAllText(file));
    }
}
