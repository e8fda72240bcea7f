using System.IO;
using System.Management.Automation;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Reporting;

namespace MaintainerTools.Cmdlets;

/// <summary>Import-TopicReport: a report from the JSON that Export-TopicReport wrote, and what changed since an earlier one.</summary>
[Cmdlet(VerbsData.Import, "TopicReport", HelpUri = HelpPages.Root + "Import-TopicReport.md")]
[OutputType(typeof(TopicReport))]
public sealed class ImportTopicReportCommand : MaintainerCmdlet
{
    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>An earlier report: the change since is told.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Since { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Attempt(() =>
            {
                TopicReport report = Read(path, GetUnresolvedProviderPathFromPSPath(path));
                if (Since is not null)
                    TopicReportComparer.Compare(report, Read(Since, GetUnresolvedProviderPathFromPSPath(Since)));
                WriteObject(report);
            });
        }
    }

    /// <summary>The report in a file.</summary>
    /// <exception cref="MaintainerException">ReportFileMalformed, ReportFileVersion.</exception>
    internal static TopicReport Read(string path, string file)
    {
        if (!File.Exists(file))
            throw new MaintainerException("ReportFileMalformed", ErrorKind.ObjectNotFound, path, path, "there is no such file");
        return TopicReportFile.FromJson(path, File.ReadAllText(file));
    }
}
