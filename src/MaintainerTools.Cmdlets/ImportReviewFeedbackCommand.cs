using System.Management.Automation;
using MaintainerTools.Engine.Reviews;

namespace MaintainerTools.Cmdlets;

/// <summary>Import-ReviewFeedback: review mails as a worklist bound to the series' commits.</summary>
[Cmdlet(VerbsData.Import, "ReviewFeedback", HelpUri = HelpPages.Root + "Import-ReviewFeedback.md")]
[OutputType(typeof(ReviewItem))]
public sealed class ImportReviewFeedbackCommand : RepositoryCmdlet
{
    /// <summary>The mbox, eml or text files.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The series' tip.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Topic { get; set; } = "HEAD";

    /// <summary>The commit below the series; without it nothing is bound.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Since { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
            Attempt(() => WriteObject(ReviewImport.Import(Since is null ? null : Work(), GetUnresolvedProviderPathFromPSPath(path), Topic, Since, this), true));
    }
}
