using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Reviews;

/// <summary>Reads review mails into a worklist. Reads only.</summary>
public static class ReviewImport
{
    /// <summary>The remarks of a file's mails, in order; bound to the commits of since..topic, where these are given.</summary>
    /// <exception cref="MaintainerException">MailUnreadable, RevisionNotFound and its like, EmptySeries.</exception>
    public static IReadOnlyList<ReviewItem> Import(Workspace? workspace, string file, string? topic, string? since, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        List<MailMessage> mails = Mailbox.Read(file);
        ReviewBinder? binding = null;
        if (workspace is not null && since is not null)
        {
            (GitRepository repository, ScratchStore scratch) = (workspace.Repository, workspace.Scratch);
            TopicSeries series = TopicSeries.Load(scratch, workspace.History, repository.ResolveCommit(since), repository.ResolveCommit(topic ?? "HEAD"), monitor);
            binding = new ReviewBinder(scratch, series, monitor);
        }
        var items = new List<ReviewItem>();
        foreach (MailMessage mail in mails)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Reading the reviews", items.Count, -1, mail.Subject);
            foreach (ReviewRemark remark in ReviewRemarks.Of(mail))
            {
                ReviewItem item = ReviewRemarks.ToItem(mail, remark);
                if (binding is null)
                    item.Reason = "no series was named to bind it to";
                else
                    binding.Bind(item, remark);
                items.Add(item);
            }
        }
        return items;
    }
}
