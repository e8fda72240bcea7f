using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Reviews;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>Turns the remarks of a review into steps, directives, renamings and messages, and says of each remark what became of it.</summary>
internal sealed class FoldupReview(ScratchStore scratch, FoldupSteps steps, TopicSeries series, IReadOnlyList<ReviewItem> review)
{
    private readonly List<(ReviewItem Item, FoldupDirective Directive)> _moved = [];
    private readonly List<(ReviewItem Item, string Step)> _steps = [];
    private readonly List<(ReviewItem Item, IReadOnlySet<string>? Files)> _renamed = [];
    private int _number;

    /// <summary>What is to move within the series.</summary>
    internal IEnumerable<FoldupDirective> Directives => _moved.Select(m => m.Directive);

    /// <summary>The identifiers to rename, each once; Files is null for all of them.</summary>
    internal IEnumerable<(string From, string To, string Why, IReadOnlySet<string>? Files)> Renamings =>
        _renamed.GroupBy(r => (r.Item.From!, r.Item.To!))
            .Select(g => (g.Key.Item1, g.Key.Item2, WhoAsked(g.First().Item), g.Any(r => r.Files is null) ? null : (IReadOnlySet<string>?)g.SelectMany(r => r.Files!).ToHashSet()));

    /// <summary>Makes the steps; before the series is routed.</summary>
    internal IEnumerable<FoldupStep> Prepare()
    {
        var made = new List<FoldupStep>();
        foreach (ReviewItem item in review)
        {
            SeriesRevision? commit = series.Revisions.FirstOrDefault(r => r.Name is not null && r.Name == item.Commit) ?? series.FindTarget(item.Commit);
            switch (item.Kind)
            {
                case ReviewKind.Question or ReviewKind.Note:
                    item.Outcome = item.Kind == ReviewKind.Question ? "a question, to be answered by mail" : "asks for nothing that a plan could do";
                    break;
                case ReviewKind.Rename when item.From is not null && item.To is not null:
                    Rename(item, commit);
                    break;
                case ReviewKind.Rename:
                    item.Outcome = "open: it does not say what is to be called how; use -Action Rename";
                    break;
                case ReviewKind.Patch:
                    FoldupStep patch = new() { Id = $"review-{++_number}", Origin = item.MessageId ?? item.MailSubject, Subject = item.PatchSubject ?? item.MailSubject, Message = item.PatchMessage ?? "", Author = item.PatchAuthor ?? item.Reviewer, Patch = item.Patch ?? "", Target = commit?.Name };
                    Add(item, patch);
                    break;
                case ReviewKind.Reword:
                    // After the fixups, which may have done it.
                    break;
                case var _ when commit is null:
                    item.Outcome = "open: " + item.Reason;
                    break;
                case ReviewKind.Remove:
                    if (Removal(item, commit!) is { } removal)
                        Add(item, removal);
                    break;
                default:
                    Move(item, commit!);
                    break;
            }
        }
        return made;

        void Add(ReviewItem item, FoldupStep step)
        {
            var refused = new List<FoldupItem>();
            if (!steps.TryAdd(series, step, refused))
            {
                item.Outcome = "open: " + refused[0].Reason;
                return;
            }
            _steps.Add((item, step.Id));
            made.Add(step);
        }
    }

    /// <summary>Says what became of the remarks, and makes the messages that they ask for; after the series was routed.</summary>
    internal void Conclude(IReadOnlyList<FoldupItem> items, IReadOnlyList<FoldupItem> renamed, FoldupMessageEdits messages)
    {
        foreach ((ReviewItem item, string step) in _steps)
            Tell(item, [.. items.Where(i => i.Fixup == step)]);
        foreach ((ReviewItem item, FoldupDirective directive) in _moved)
            Tell(item, [.. items.Where(i => i.Fixup == series[directive.From].Name && i.File == directive.File)]);
        foreach ((ReviewItem item, _) in _renamed)
        {
            int count = renamed.Count(i => i.From == item.From && i.Target is not null);
            item.IsSettled = count > 0 && !renamed.Any(i => i.From == item.From && i.Target is null);
            item.Outcome = count == 0 ? $"open: no commit of the series adds '{item.From}'" : $"renamed to '{item.To}' in {Wording.Count(renamed.Where(i => i.From == item.From && i.Target is not null).Select(i => i.Target).Distinct().Count(), "commit")}";
        }
        foreach (ReviewItem item in review.Where(i => i.Kind == ReviewKind.Reword))
            Reword(item, messages);
    }

    /// <summary>What looks like an identifier is renamed wherever it stands. A plain word, which prose has too, only in the files whose code gets it from the commit.</summary>
    private void Rename(ReviewItem item, SeriesRevision? commit)
    {
        IReadOnlySet<string>? files = null;
        if (ReviewWords.IsPlain(item))
        {
            files = commit?.Commit is { } of ? ReviewWords.FilesWith(scratch, of, item.From!) : new HashSet<string>();
            if (files.Count == 0)
            {
                item.Outcome = $"open: '{item.From}' is a plain word, " + (
                    commit is null ? "and the commit that is meant is not known; -Action Rename renames it everywhere"
                    : ReviewWords.IsIn(commit.Message, item.From!) ? "which the message has; use -Action Reword"
                    : "and no identifier in code that the commit adds; put it right by a fixup, or use -Action Rename");
                return;
            }
        }
        _renamed.Add((item, files));
    }

    private void Reword(ReviewItem item, FoldupMessageEdits messages)
    {
        SeriesRevision? commit = series.FindTarget(item.Commit);
        if (commit is null)
        {
            item.Outcome = "open: " + item.Reason;
            return;
        }
        if (item.Term is null)
        {
            bool changed = messages.Items.Any(i => i.Target == commit.Name);
            item.IsSettled = changed;
            item.Outcome = changed ? "the message gets new words from a fixup" : "open: the new words are yours to write; use -Action Reword";
            return;
        }
        string message = messages.Of(commit);
        bool inSubject = Regex.IsMatch(item.Text, @"\bsubject\b", RegexOptions.IgnoreCase) && !Regex.IsMatch(item.Text, @"\b(change ?log|commit (message|log|text))\b", RegexOptions.IgnoreCase);
        string place = inSubject ? CommitMessage.SubjectOf(message) : message;
        if (place.Contains(item.Term, StringComparison.OrdinalIgnoreCase))
        {
            FoldupItem? by = messages.Items.LastOrDefault(i => i.Target == commit.Name);
            item.IsSettled = true;
            item.Outcome = by is null ? $"'{item.Term}' is mentioned already" : $"'{item.Term}' is in the new message: {by.Reason}";
            return;
        }
        string? words = inSubject ? null : Explanation(item);
        if (!inSubject && words is null)
        {
            item.Outcome = $"open: the words about '{item.Term}' are yours to write; use -Action Reword";
            return;
        }
        string @new = inSubject ? InSubject(message, item.Term) : WithParagraph(message, words!);
        messages.Set(commit, @new, FoldupReason.Explicit, $"{WhoAsked(item)}: mention '{item.Term}'", 0.5);
        item.IsSettled = true;
        item.Outcome = inSubject ? $"'{item.Term}' goes into the subject" : $"'{item.Term}' goes into the message, in the reviewer's words";
    }

    /// <summary>What the reviewer says about the term, behind a colon or as a sentence of its own.</summary>
    private static string? Explanation(ReviewItem item)
    {
        string flat = ReviewRemarks.Flat(item.Text);
        int at = flat.IndexOf(item.Term!, StringComparison.Ordinal);
        int colon = at < 0 ? -1 : flat.IndexOf(':', at + item.Term!.Length);
        string words = colon < 0 ? "" : flat[(colon + 1)..].Trim();
        return words.Length == 0 ? null : words.Contains(item.Term!, StringComparison.OrdinalIgnoreCase) ? words : $"{item.Term}: {words}";
    }

    private static string InSubject(string message, string term)
    {
        string first = CommitMessage.FirstLineOf(message);
        int at = message.IndexOf(first, StringComparison.Ordinal);
        return message[..(at + first.Length)].TrimEnd() + $" ({term})" + message[(at + first.Length)..];
    }

    private static string WithParagraph(string message, string words)
    {
        int end = Trailers.HasBlock(message) ? Trailers.BlockStart(message) : message.Length;
        string trailers = message[end..];
        return message[..end].TrimEnd('\n') + "\n\n" + words + "\n" + (trailers.Length == 0 ? "" : "\n" + trailers);
    }

    private static void Tell(ReviewItem item, List<FoldupItem> items)
    {
        FoldupItem? placed = items.Find(i => i.Target is not null);
        item.IsSettled = items.Count > 0 && items.TrueForAll(i => i.Target is not null);
        item.Outcome = placed is not null ? $"{(item.Kind == ReviewKind.Remove ? "removed from" : "folded into")} \"{placed.TargetSubject}\""
            : items.Count > 0 ? "open: " + items[0].Reason
            : "open: the commit has no such change";
    }

    private void Move(ReviewItem item, SeriesRevision commit)
    {
        SeriesRevision? target = series.Revisions.FirstOrDefault(r => r.Name is not null && r.Name == item.Target) ?? series.FindTarget(item.Target);
        if (item.File is null)
        {
            item.Outcome = "open: it does not say which file's change is meant";
            return;
        }
        if (commit.Number == 0)
        {
            item.Outcome = "open: the commit is on a merged branch; move its change by a fixup";
            return;
        }
        if (target is { Number: 0 } or { IsMerge: true })
        {
            item.Outcome = $"open: \"{target.Subject}\" is {(target.IsMerge ? "a merge" : "on a merged branch")}; a commit's own change moves along first parents only";
            return;
        }
        if (item is { Target: null, TargetReason: { } why })
        {
            item.Outcome = "open: " + why;
            return;
        }
        if (item.Target is not null && target is null)
        {
            item.Outcome = "open: the series has no such commit to fold into";
            return;
        }
        if (target is not null && target.Number >= commit.Number)
        {
            item.Outcome = target == commit ? "settled: the change is in that commit" : $"open: \"{target.Subject}\" comes later; a change can only go to an earlier commit";
            item.IsSettled = target == commit;
            return;
        }
        if (review.Any(other => other.Kind == ReviewKind.Remove && other.File == item.File && other.Commit == item.Commit))
        {
            // Moved as it is it would take along what is to go.
            item.Outcome = "open: lines of this change are to be removed; fold the rest when they are gone";
            return;
        }
        HashSet<string> lines = [.. item.Quote.Split('\n').Where(l => l.Length > 1 && l[0] is '+' or '-' && !l.StartsWith("+++", StringComparison.Ordinal) && !l.StartsWith("---", StringComparison.Ordinal))
            .Select(l => FilePatch.WithoutSpace(l[1..])).Where(l => l.Length > 0)];
        commit.IsDonor = true;
        _moved.Add((item, new FoldupDirective(commit.Number, item.File, lines, target?.Number, WhoAsked(item))));
    }

    /// <summary>A step that takes the lines away which the remark is about; null where they are gone already.</summary>
    private FoldupStep? Removal(ReviewItem item, SeriesRevision commit)
    {
        List<string> wanted = ReviewBinder.AddedLines(item);
        if (item.File is null || wanted.Count == 0)
        {
            item.Outcome = "open: it does not quote the lines that are to go";
            return null;
        }
        (int mode, Oid id) = new TreePaths(scratch, series.Last.Tree).Find(item.File);
        (int oldMode, Oid oldId) = new TreePaths(scratch, commit.Tree).Find(item.File);
        if (!EntryMode.IsFile(oldMode))
        {
            item.Outcome = "open: the commit has no such file";
            return null;
        }
        byte[] before = EntryMode.IsFile(mode) ? scratch.ReadBlob(id) : [];
        HashSet<string> lines = [.. wanted.Select(FilePatch.WithoutSpace)];
        byte[] after = [.. Lines(before).Where(l => !IsWanted(l)).SelectMany(l => l)];
        if (Lines(before).Count(IsWanted) > wanted.Count)
        {
            item.Outcome = "open: the lines that are to go stand in the file more often than it quotes them";
            return null;
        }
        if (after.Length == before.Length)
        {
            // The commit had them: something on top of the series takes them away.
            SeriesRevision? by = series.Revisions.FirstOrDefault(r => r.Number > commit.Number && r.IsFixup && !Contains(r.Tree) && Contains(series.TreeAt(r.Number - 1)));
            item.IsSettled = by is not null || !Contains(series.Last.Tree);
            item.Outcome = by is null ? "the tip of the series does not have these lines any more" : $"done by \"{by.Subject}\"";
            return null;
        }
        var patch = new PatchedFile { OldPath = item.File, NewPath = item.File };
        patch.Hunks.AddRange(Hunks(before, after));
        using var text = new MemoryStream();
        PatchWriter.Write(text, patch);
        return new FoldupStep
        {
            Id = $"review-{++_number}",
            Origin = item.MessageId ?? item.MailSubject,
            Subject = ReviewRemarks.Flat(item.Text),
            Author = item.Reviewer,
            Patch = FoldupSteps.ToText(text.ToArray()),
            Target = commit.Name,
        };

        bool Contains(Oid tree)
        {
            (int treeMode, Oid blob) = new TreePaths(scratch, tree).Find(item.File!);
            return EntryMode.IsFile(treeMode) && Lines(scratch.ReadBlob(blob)).Any(IsWanted);
        }

        bool IsWanted(byte[] line) => lines.Contains(FilePatch.WithoutSpace(TextEncoding.Lenient.GetString(line)));
    }

    private static IEnumerable<PatchHunk> Hunks(byte[] before, byte[] after)
    {
        var old = new TextLines(before);
        var @new = new TextLines(after);
        foreach (DiffHunk hunk in UnifiedDiff.Hunks(LineDiff.Compute(old, @new), old.Count, @new.Count))
        {
            using var text = new MemoryStream();
            UnifiedDiff.Write(text, hunk, old, @new);
            string header = $"--- a/f\n+++ b/f\n";
            yield return PatchParser.Parse([.. Encoding.ASCII.GetBytes(header), .. text.ToArray()]).Files[0].Hunks[0];
        }
    }

    private static IEnumerable<byte[]> Lines(byte[] data)
    {
        var text = new TextLines(data);
        for (int i = 0; i < text.Count; i++)
            yield return text[i].ToArray();
    }

    private static string WhoAsked(ReviewItem item) => item.Reviewer.Length == 0 ? "the review asks for it" : item.Reviewer[..Math.Max(0, item.Reviewer.IndexOf(" <", StringComparison.Ordinal))] + " asks for it";
}
