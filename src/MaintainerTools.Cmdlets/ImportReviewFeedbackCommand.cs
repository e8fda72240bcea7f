using System.Collections.Generic;
using System.Management.Automation;
using MaintainerTools.Engine.Reviews;

namespace MaintainerTools.Cmdlets;

/// <summary>Import-ReviewFeedback: review mails as a worklist bound to the series' commits.</summary>
[Cmdlet(VerbsData.Import, "ReviewFeedback", DefaultParameterSetName = PathSet, HelpUri = HelpPages.Root + "Import-ReviewFeedback.md")]
[OutputType(typeof(ReviewItem))]
public sealed class ImportReviewFeedbackCommand : FileInputCmdlet
{
    private readonly List<string> _files = [];

    /// <summary>The series' tip.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Topic { get; set; } = "HEAD";

    /// <summary>The commit below the series; without it nothing is bound before New-FoldupPlan, which knows the series, is given the remarks.</summary>
    [Parameter]
    [CommitishTransform]
    [ArgumentCompleter(typeof(RefNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Since { get; set; }

    /// <summary>Takes trailers that name somebody else than the sender of the mail, too.</summary>
    [Parameter]
    public SwitchParameter AnySender { get; set; }

    private protected override string UnreadableId => "MailUnreadable";

    /// <inheritdoc/>
    // A thread may lie in several files: all of them are one archive.
    private protected override void Take(string path, string file) => _files.Add(file);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_files.Count > 0)
        {
            var request = new ReviewImportRequest { Files = _files, Topic = Topic, Since = Since, AnySender = AnySender };
            Attempt(() =>
            {
                ReviewImport reviews = Since is null ? new ReviewImport(this) : new ReviewImport(Work());
                WriteObject(reviews.Import(request, e => WriteError(ToErrorRecord(e))), true);
            });
        }
    }
}
