using System.Text;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.RangeDiff;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>Writes a cover letter, and with it the patches, as git format-patch --cover-letter --range-diff --stdout does.</summary>
internal sealed class CoverLetterText(Workspace workspace, TopicMessageOptions options, Action<string> warn)
{
    private const string NoSubject = "*** SUBJECT HERE ***";
    private const string NoBody = "*** BLURB HERE ***";
    private const int LongestAutoSubject = 100;

    /// <summary>The mails.</summary>
    /// <param name="evidence">Text that stands before the signature; empty for none.</param>
    /// <param name="message">Gets subject, version and count.</param>
    /// <exception cref="MaintainerException">RevisionNotFound and its like, EmptySeries, IdentityUnknown, and those of a comparison.</exception>
    internal byte[] Write(string evidence, TopicMessage message)
    {
        (GitRepository repository, IObjectReader objects) = (workspace.Repository, workspace.Objects);
        Oid tip = repository.ResolveCommit(options.Topic);
        MailSeries series = MailSeries.Read(workspace, SeriesStart.Named(repository, options.Since), tip);
        if (series.Patches.Count == 0)
            throw new MaintainerException("EmptySeries", ErrorKind.InvalidArgument, options.Topic, options.Since, options.Topic);
        var settings = new FormatSettings(repository, options, forMails: true, warn);
        bool isNumbered = settings.IsNumbered;
        PersonLine sender = Identity.Committer(repository);
        (string subject, string body) = SubjectAndBody(settings, tip);
        bool isNotAscii = series.Patches.Any(IsNotAscii) || MailHeader.IsNotAscii(Encoding.UTF8.GetBytes(subject + body + evidence));
        string prefix = series.Prefix(settings, 0, isNumbered);
        (message.Subject, message.Patches, message.TopicSha) = (prefix + subject, series.Patches.Count, tip.ToString());
        using var text = new MemoryStream();
        Add(PatchMail.Separator(series.Head.Id) + MailHeader.From(sender.Name, sender.Email, encode: true) + $"Date: {GitDate.Mail(sender)}\n"
            + MailHeader.Subject(prefix, subject, encode: true) + PatchMail.Encoding8(isNotAscii) + settings.Headers + "\n" + body + "\n");
        text.Write(Shortlog.Write(series.Patches, Mailmap.Read(repository), FormatSettings.MailWidth));
        if (!series.Origin.IsZero)
        {
            var comparison = new TreeComparison(workspace, settings.FindsRenames);
            text.Write(comparison.Stat(comparison.Compare(objects.ReadCommit(series.Origin).Tree, series.Head.Tree), FormatSettings.MailWidth));
            Add("\n");
        }
        else
        {
            warn("The series does not begin at one commit: as git format-patch, the letter has no diffstat of the whole.");
        }
        string rangeDiff = RangeDiff(series, message);
        Add(rangeDiff + (rangeDiff.Length > 0 && evidence.Length > 0 ? "\n" : "") + evidence + settings.Signature);
        if (options.Patch)
            WritePatches(text, series, settings, isNumbered);
        return text.ToArray();

        void Add(string part) => text.Write(Encoding.UTF8.GetBytes(part));
    }

    private void WritePatches(MemoryStream text, MailSeries series, FormatSettings settings, bool isNumbered)
    {
        var mail = new PatchMail(workspace, settings);
        bool any = false;
        for (int i = 0; i < series.Patches.Count; i++)
        {
            long before = text.Length;
            // git has a blank line between patches beside the one that ends each mail, and none behind the letter.
            if (any)
                text.WriteByte((byte)'\n');
            if (mail.TryWrite(text, series.Patches[i], series.Prefix(settings, i + 1, isNumbered)))
            {
                any = true;
                continue;
            }
            text.SetLength(before);
            warn($"{series.Patches[i].Id.Abbreviate()} (\"{series.Patches[i].Subject}\") changes nothing: as git format-patch, it is counted and has no mail.");
        }
    }

    /// <summary>The subject and the text: as given, from the branch description, or what git writes for them to be filled in.</summary>
    private (string Subject, string Body) SubjectAndBody(FormatSettings settings, Oid tip)
    {
        (string subject, string body) = (NoSubject, NoBody);
        string? description = DescriptionOf(tip);
        if (settings.CoverText != CoverText.None && description is { Length: > 0 })
        {
            string first = CommitMessage.SubjectOf(description);
            bool asMessage = settings.CoverText is CoverText.Message or CoverText.Default
                || (settings.CoverText == CoverText.Auto && Encoding.UTF8.GetByteCount(first) > LongestAutoSubject);
            (subject, body) = asMessage ? (NoSubject, description) : (first, Below(description));
        }
        body = Lines(options.Body ?? body);
        return (CommitMessage.SubjectOf(options.Subject ?? subject), body);
    }

    /// <summary>What follows the first paragraph.</summary>
    private static string Below(string description)
    {
        IEnumerable<string> lines = description.Split('\n').SkipWhile(string.IsNullOrWhiteSpace).SkipWhile(line => !string.IsNullOrWhiteSpace(line));
        return string.Join('\n', lines.SkipWhile(string.IsNullOrWhiteSpace));
    }

    /// <summary>The lines without blanks at their ends, and without blank lines before the first.</summary>
    private static string Lines(string text)
    {
        IEnumerable<string> lines = text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).SkipWhile(line => line.Length == 0);
        string all = string.Join('\n', lines);
        return text.EndsWith('\n') || all.Length == 0 ? all : all + "\n";
    }

    private string? DescriptionOf(Oid tip) =>
        workspace.Repository.FullRefName(options.Topic) is { } name && name.StartsWith(RefName.Branches, StringComparison.Ordinal)
            && workspace.Repository.TipOf(name) == tip ? workspace.Repository.Config($"branch.{name[RefName.Branches.Length..]}.description") : null;

    /// <summary>The comparison with the version before and its title; empty where there is none.</summary>
    private string RangeDiff(MailSeries series, TopicMessage message)
    {
        string? previous = options.Previous ?? (options.Version > 1 ? Recorded(series) : null);
        if (previous is null)
        {
            if (options.Version > 1)
                warn($"No version before '{options.Topic}' is on record: the letter has no range-diff. Name it with -Previous.");
            return "";
        }
        message.Previous = previous;
        string start = series.Origin.IsZero ? previous : series.Origin.ToString();
        IReadOnlyList<SeriesPair> pairs = new SeriesComparer(workspace).Compare(
            new SeriesComparisonRequest { Old = previous, OldIsFile = options.PreviousIsFile, New = $"{start}..{series.Head.Id}" },
            out IReadOnlyList<string> notes);
        foreach (string note in notes)
            warn(note);
        string title = options.Version is >= 1 and int version ? $"Range-diff against v{version - 1}:\n" : "Range-diff:\n";
        return title + RangeDiffText.Write(workspace.Repository, pairs);
    }

    /// <summary>Where the branch was before the newest operation on record that brought it where it is; null where none did.</summary>
    private string? Recorded(MailSeries series)
    {
        string? branch = workspace.Repository.FullRefName(options.Topic);
        string tip = workspace.Repository.ResolveCommit(options.Topic).ToString();
        return branch is null || series.Patches.Count == 0 ? null
            : new TopicOperations(workspace.Repository).List().Where(operation => operation.State == TopicOperationState.Done)
                .OrderByDescending(operation => operation.Id, StringComparer.Ordinal)
                .SelectMany(operation => operation.Ref).FirstOrDefault(moved => moved.Name == branch && moved.New == tip && moved.Old is not null)?.Old;
    }

    /// <summary>As git looks: at the whole commit, its people and other headers too.</summary>
    private static bool IsNotAscii(CommitObject commit) => MailHeader.IsNotAscii(commit.MessageBytes.Span) || MailHeader.IsNotAscii(commit.Author.Raw)
        || MailHeader.IsNotAscii(commit.Committer.Raw) || MailHeader.IsNotAscii(commit.ExtraHeaders.Span);
}
