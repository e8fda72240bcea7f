using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Reviews;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>Fixups that are no commits: patches of files and mails, and what a review asks to remove. Each is a step on top of the series.</summary>
internal sealed class FoldupSteps(GitRepository repository, ScratchStore scratch)
{
    private readonly PatchedTree _patched = new(repository, scratch);

    /// <summary>The patches of files, in order; what the series has already, and other versions of it, are not taken again.</summary>
    /// <param name="series">The series.</param>
    /// <param name="files">The files, by their full paths.</param>
    /// <param name="refused">Gets an item for each file and patch that cannot be taken.</param>
    /// <param name="tell">Hears of what is not taken again.</param>
    /// <param name="report">Is told of a file that cannot be taken: MailUnreadable, MailCompressed, NoPatchInFile; null: it is thrown.</param>
    internal IEnumerable<FoldupStep> FromFiles(TopicSeries series, IEnumerable<string> files, ICollection<FoldupItem> refused, Action<string> tell,
        Action<MaintainerException>? report)
    {
        int number = 0;
        foreach (string file in files)
        {
            List<MailMessage> mails;
            List<(MailMessage Mail, MailPatch Patch)> patches;
            try
            {
                mails = Mailbox.Read(file);
                patches = [.. mails.SelectMany(m => MailPatches.Of(m).Select(p => (m, p)))];
                if (patches.Count == 0)
                    throw new MaintainerException("NoPatchInFile", ErrorKind.InvalidData, file, file);
            }
            catch (MaintainerException e) when (report is not null)
            {
                report(e);
                refused.Add(FoldupRefusals.Of($"patch-{++number}", Path.GetFileName(file), e));
                continue;
            }
            var thread = new ReviewThread(mails, series, _patched, scratch);
            foreach ((MailMessage mail, MailPatch patch) in patches)
            {
                string id = $"patch-{++number}";
                if (thread.CommitOf(patch) is { } commit)
                    tell($"'{patch.Subject}' in '{file}' is {commit.Commit!.Id.Abbreviate()} of the series: it is not folded in again.");
                else if (thread.IsPosted(mail))
                    tell($"'{mail.Subject}' in '{file}' is another version of a patch of the series: it is not folded in.");
                else if (patch.Damage is { } damage)
                    refused.Add(FoldupRefusals.Of(id, patch.Subject, damage));
                else
                    yield return Of(patch, id, Path.GetFileName(file));
            }
        }
    }

    /// <summary>
    /// True for the patch of a remark that the series has already, which the remark then says: who reads an archive
    /// without naming the series gets its patches as well.
    /// </summary>
    internal bool IsOfSeries(TopicSeries series, ReviewItem item)
    {
        if (item is not { Kind: ReviewKind.Patch, Patch: { } text })
            return false;
        var known = new SeriesPatches(series, _patched, scratch);
        MailSubject heading = MailSubject.Parse(item.MailSubject);
        if (known.Same(Parsed(text)) is { } same)
            (item.Outcome, item.IsSettled) = ($"\"{same.Subject}\" of the series is this patch: it is not folded in again", true);
        else if (!heading.IsReply && known.BySubject(item.PatchSubject ?? heading.Title) is { } version)
            item.Outcome = $"open: it is another version of \"{version.Subject}\"";
        return item.Outcome is not null;

        static PatchFile? Parsed(string text)
        {
            try
            {
                return PatchParser.Parse(PatchText.ToBytes(text));
            }
            catch (MaintainerException)
            {
                return null;
            }
        }
    }

    /// <summary>The step of a patch.</summary>
    internal static FoldupStep Of(MailPatch patch, string id, string origin) => new()
    {
        Id = id,
        Origin = patch.Mail.MessageId ?? origin,
        Subject = patch.Subject.Length == 0 ? origin : patch.Subject,
        Message = patch.Message,
        Author = patch.Author,
        Patch = PatchText.Of(patch.Diff),
    };

    /// <summary>Puts a step on top of a series; one that does not apply there gets an item that says so, and nothing changes.</summary>
    internal bool TryAdd(TopicSeries series, FoldupStep step, ICollection<FoldupItem> refused)
    {
        try
        {
            Add(series, step);
            return true;
        }
        // Whatever it is, a path of thousands of folders or a missing object: it keeps none of the others from being planned.
        catch (MaintainerException e)
        {
            refused.Add(FoldupRefusals.Of(step.Id, step.Subject, e));
            return false;
        }
    }

    /// <summary>Puts a step on top of a series.</summary>
    /// <exception cref="MaintainerException">PatchDoesNotApply, PatchMalformed, PathForbidden.</exception>
    internal SeriesRevision Add(TopicSeries series, FoldupStep step) => series.AddStep(step, Apply(series.Last.Tree, step));

    /// <summary>The patch as a plan keeps it.</summary>
    internal static string ToText(byte[] patch) => PatchText.Of(patch);

    private Oid Apply(Oid tree, FoldupStep step) =>
        _patched.Apply(tree, PatchParser.Parse(PatchText.ToBytes(step.Patch)),
            (file, why) => new MaintainerException("PatchDoesNotApply", ErrorKind.InvalidOperation, step.Origin, step.Subject, file.Path, why));
}
