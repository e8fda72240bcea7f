using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Reviews;

/// <summary>Reads review mails into a worklist. Reads only.</summary>
public sealed class ReviewImport
{
    private readonly Workspace? _workspace;
    private readonly IOperationMonitor _monitor;

    /// <summary>Binds what is read to commits of a repository, where a series is given.</summary>
    public ReviewImport(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (_workspace, _monitor) = (workspace, workspace.Monitor);
    }

    /// <summary>Reads without a repository; nothing is bound before a plan is made of it.</summary>
    public ReviewImport(IOperationMonitor monitor) => _monitor = monitor;

    /// <summary>
    /// The remarks of the files' mails, in order; bound to the commits of since..topic, where these are given. A file that cannot be read is reported, and the
    /// others are read.
    /// </summary>
    /// <param name="request">What is read.</param>
    /// <param name="report">Is told of MailUnreadable and MailCompressed; null: they are thrown.</param>
    /// <exception cref="MaintainerException">RevisionNotFound and its like, EmptySeries.</exception>
    public IReadOnlyList<ReviewItem> Import(ReviewImportRequest request, Action<MaintainerException>? report = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var mails = new List<MailMessage>();
        foreach (string file in request.Files)
        {
            try
            {
                mails.AddRange(Mailbox.Read(file));
            }
            catch (MaintainerException e) when (report is not null)
            {
                report(e);
            }
        }
        ReviewBinder? binding = null;
        ReviewThread? thread = null;
        if (_workspace is { } workspace && request.Since is not null)
        {
            (GitRepository repository, ScratchStore scratch) = (workspace.Repository, workspace.Scratch);
            TopicSeries series = TopicSeries.Load(scratch, workspace.History, SeriesStart.Named(repository, request.Since),
                repository.ResolveCommit(request.Topic ?? "HEAD"), _monitor);
            binding = new ReviewBinder(scratch, series, _monitor);
            thread = new ReviewThread(mails, series, new PatchedTree(repository, scratch), scratch);
        }
        var reader = new ReviewMailReader(binding, thread, request.AnySender);
        var items = new List<ReviewItem>();
        foreach (MailMessage mail in mails)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Reading the reviews", items.Count, -1, mail.Subject);
            List<ReviewItem> read = [.. reader.Read(mail)];
            if (binding is null)
                read.ForEach(item => UnboundReviews.Keep(item, mails, mail, request.AnySender));
            items.AddRange(read);
        }
        return items;
    }
}

/// <summary>What review is read.</summary>
public sealed class ReviewImportRequest
{
    /// <summary>The files and folders, by their full paths. Together they are one archive: a thread may lie in several.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The series' tip; null for HEAD.</summary>
    public string? Topic { get; init; }

    /// <summary>The commit below the series; null: nothing is bound before a plan is made of it.</summary>
    public string? Since { get; init; }

    /// <summary>True to take trailers that name somebody else than the sender of the mail, too.</summary>
    public bool AnySender { get; init; }
}
