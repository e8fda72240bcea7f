using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Reviews;

/// <summary>What review is read.</summary>
public sealed class ReviewImportRequest
{
    /// <summary>The files and folders, by their full paths. Together they are one archive: a thread may lie in several.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The series' tip; null for HEAD.</summary>
    public string? Topic { get; init; }

    /// <summary>The commit below the series; null: nothing is bound.</summary>
    public string? Since { get; init; }

    /// <summary>True to take trailers that name somebody else than the sender of the mail, too.</summary>
    public bool AnySender { get; init; }
}

/// <summary>Reads review mails into a worklist. Reads only.</summary>
public static class ReviewImport
{
    /// <summary>The remarks of a file's mails, in order; bound to the commits of since..topic, where these are given.</summary>
    /// <exception cref="MaintainerException">MailUnreadable, MailCompressed, RevisionNotFound and its like, EmptySeries.</exception>
    public static IReadOnlyList<ReviewItem> Import(Workspace? workspace, string file, string? topic, string? since, IOperationMonitor monitor) =>
        Import(workspace, new ReviewImportRequest { Files = [file], Topic = topic, Since = since }, monitor, e => throw e);

    /// <summary>The same of several files; one that cannot be read is reported, and the others are read.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its like, EmptySeries.</exception>
    public static IReadOnlyList<ReviewItem> Import(Workspace? workspace, ReviewImportRequest request, IOperationMonitor monitor, Action<MaintainerException> report)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(monitor);
        ArgumentNullException.ThrowIfNull(report);
        var mails = new List<MailMessage>();
        foreach (string file in request.Files)
        {
            try
            {
                mails.AddRange(Mailbox.Read(file));
            }
            catch (MaintainerException e) when (e.ErrorId is "MailUnreadable" or "MailCompressed")
            {
                report(e);
            }
        }
        ReviewBinder? binding = null;
        ReviewThread? thread = null;
        if (workspace is not null && request.Since is not null)
        {
            (GitRepository repository, ScratchStore scratch) = (workspace.Repository, workspace.Scratch);
            TopicSeries series = TopicSeries.Load(scratch, workspace.History, SeriesStart.Named(repository, request.Since), repository.ResolveCommit(request.Topic ?? "HEAD"), monitor);
            binding = new ReviewBinder(scratch, series, monitor);
            thread = new ReviewThread(mails, series, new PatchedTree(repository, scratch), scratch);
        }
        var reader = new ReviewMailReader(binding, thread, request.AnySender);
        var items = new List<ReviewItem>();
        foreach (MailMessage mail in mails)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Reading the reviews", items.Count, -1, mail.Subject);
            items.AddRange(reader.Read(mail));
        }
        return items;
    }
}
