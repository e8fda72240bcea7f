using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Backports;
using MaintainerTools.Engine.History;

namespace MaintainerTools.Cmdlets;

/// <summary>Export-BackportAnnotation: forecasts and picks as continuous integration shows them.</summary>
[Cmdlet(VerbsData.Export, "BackportAnnotation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    HelpUri = HelpPages.Root + "Export-BackportAnnotation.md")]
[OutputType(typeof(string))]
public sealed class ExportBackportAnnotationCommand : BackportResultCmdlet
{
    private static readonly UTF8Encoding s_utf8 = new(false);

    /// <summary>Whose annotations; by default those of the service that the job runs on.</summary>
    [Parameter]
    public AnnotationFormat[] Format { get; set; } = [];

    /// <summary>The file of GitLab's report.</summary>
    [Parameter(Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "gl-code-quality-report.json";

    /// <summary>The file that the table is added to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SummaryPath { get; set; }

    /// <summary>The verdicts that let the job fail.</summary>
    [Parameter]
    public BackportVerdict[] FailOn { get; set; } = [];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var annotations = new BackportAnnotations(Results, FailOn);
        Attempt(() => Write(annotations));
        if (FailOn.Length == 0)
            return;
        // As after a program: scripts of a job end with this number, and pwsh -Command with 1 after an error.
        SessionState.PSVariable.Set("global:LASTEXITCODE", annotations.Failures > 0 ? 1 : 0);
        if (annotations.Failures > 0)
            ThrowTerminatingError(ToErrorRecord(new MaintainerException("BackportsFailed", ErrorKind.InvalidOperation, null, annotations.FailureCounts)));
    }

    private void Write(BackportAnnotations annotations)
    {
        bool isGitLab = Is("GITLAB_CI") && !Is("GITHUB_ACTIONS");
        AnnotationFormat[] formats = Format.Length > 0 ? Format : [isGitLab ? AnnotationFormat.GitLab : AnnotationFormat.GitHub];
        if (formats.Contains(AnnotationFormat.GitHub))
            WriteObject(annotations.ToGitHub(), enumerateCollection: true);
        if (formats.Contains(AnnotationFormat.GitLab) && GetUnresolvedProviderPathFromPSPath(Path) is var report && ShouldProcess(report, "Write the report"))
            WriteFile(report, f => File.WriteAllText(f, annotations.ToGitLab(PathOf), s_utf8));
        string? summary = SummaryPath is not null ? GetUnresolvedProviderPathFromPSPath(SummaryPath)
            : Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is { Length: > 0 } file ? file : null;
        if (summary is null || !ShouldProcess(summary, "Add the table"))
            return;
        // Other steps of the job may have written there.
        long there = File.Exists(summary) ? new FileInfo(summary).Length : 0;
        WriteFile(summary, f => File.AppendAllText(f, annotations.ToSummary((int)Math.Max(0, BackportAnnotations.MostOfSummary - there)), s_utf8));
    }

    /// <summary>The first path that a commit changes; null where it cannot be read.</summary>
    private string? PathOf(string commit)
    {
        try
        {
            return ChangedPaths.First(Work(Carried), commit);
        }
        catch (MaintainerException)
        {
            // The report is of other things than this repository.
            return null;
        }
    }

    private static bool Is(string variable) => string.Equals(Environment.GetEnvironmentVariable(variable), "true", StringComparison.OrdinalIgnoreCase);
}
