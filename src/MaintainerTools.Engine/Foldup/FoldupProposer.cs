using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Reviews;
using MaintainerTools.Engine.Rewriting;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>Makes proposals of the words of a review: for each the change that it would make to the series with its exact fixups.</summary>
internal sealed class FoldupProposer(ScratchStore scratch, TopicSeries series, IReadOnlyList<SeriesFile> files, FoldupPlan plan, FoldupMessageEdits messages,
    PersonLine committer, IOperationMonitor monitor)
{
    // Words that name their object are read more surely than a pronoun.
    private const double Named = 0.5;
    private const double Pointed = 0.4;

    /// <summary>The proposal of a remark, whose outcome then says what it would do; null where there is none, and the outcome says why.</summary>
    internal FoldupProposal? Propose(ReviewItem item, SeriesRevision? commit, IReadOnlyList<ReviewItem> all)
    {
        switch (item.Kind)
        {
            case ReviewKind.Question:
                item.Outcome = "open: a question, to be answered by mail";
                return null;
            case ReviewKind.Greeting:
                return Settled(item, "a greeting, thanks or praise: it asks for nothing");
            case ReviewKind.Note:
                item.Outcome = "open: " + (item.Doubt ?? "no rule reads it as a change of the series");
                return null;
            case ReviewKind.Rename:
                return Rename(item, commit);
            case var _ when commit is null:
                item.Outcome = "open: " + item.Reason;
                return null;
            case ReviewKind.Reword:
                return Reword(item, commit!);
            case ReviewKind.Remove:
                return Remove(item, commit!);
            default:
                return Move(item, commit!, all);
        }
    }

    private static FoldupProposal? Open(ReviewItem item, string why)
    {
        item.Outcome = "open: " + why;
        return null;
    }

    private static FoldupProposal? Settled(ReviewItem item, string how)
    {
        (item.IsSettled, item.Outcome) = (true, how);
        return null;
    }

    private static FoldupProposal Proposal(ReviewItem item, SeriesRevision? commit, string diff, double confidence, string outcome)
    {
        item.Outcome = outcome;
        return new FoldupProposal
        {
            Kind = item.Kind,
            Commit = commit?.Name ?? "",
            CommitSubject = commit?.Subject,
            File = item.File,
            Line = item.Line,
            Sentence = item.Text,
            Reviewer = item.Reviewer,
            Diff = diff,
            Confidence = confidence,
            From = item.From,
            To = item.To,
            Term = item.Term,
        };
    }

    /// <summary>Lines that go from the tip; settled where a fixup takes them away already.</summary>
    private FoldupProposal? Remove(ReviewItem item, SeriesRevision commit)
    {
        if (item.File is null || item.Removed.Length == 0)
            return Open(item, item.Doubt ?? "it does not quote the lines that are to go");
        (int oldMode, Oid oldId) = new TreePaths(scratch, commit.Tree).Find(item.File);
        if (!EntryMode.IsFile(oldMode))
            return Open(item, "the commit has no such file");
        if (Places(scratch.ReadBlob(oldId), item.Removed).Length == 0)
            return Open(item, "the commit has no such lines");
        byte[] tip = Content(series.Last.Tree, item.File);
        int[] places = Places(tip, item.Removed);
        if (places.Length == 0)
        {
            // The commit had them: something on top of the series takes them away.
            SeriesRevision? by = series.Revisions.FirstOrDefault(r => r.Number > commit.Number && Places(Content(r.Tree, item.File), item.Removed).Length == 0
                && Places(Content(series.TreeAt(r.Number - 1), item.File), item.Removed).Length > 0);
            return Settled(item, by is null ? "the tip of the series does not have these lines any more" : $"done by \"{by.Subject}\"");
        }
        if (places.Length > 1)
            return Open(item, "the lines that are to go stand in the file more often than it quotes them");
        var lines = new TextLines(tip);
        int above = places[0] - 1;
        while (above >= 0 && TextEncoding.Lenient.GetString(lines[above]).Trim().Length == 0)
            above--;
        string header = above < 0 ? "" : TextEncoding.Lenient.GetString(lines[above]);
        if (RemovedLines.OpensBlock(header) ? !GoesOn(lines, places[0], item.Removed.Length) : RemovedLines.IsHeader(header))
            return Open(item, "it is all the body of the line above: what is left would be something else");
        string diff = Diff(item.File, tip, ProposedRemoval.Without(tip, places[0], item.Removed.Length));
        return Proposal(item, commit, diff, ReviewReader.Read(item.Text).Removed.IsNamed ? Named : Pointed,
            $"remove {Wording.Count(item.Removed.Length, "line")} from \"{commit.Subject}\"");
    }

    /// <summary>True when the line after these, blank ones aside, is indented as they are.</summary>
    private static bool GoesOn(TextLines lines, int at, int count)
    {
        string first = TextEncoding.Lenient.GetString(lines[at]);
        string? next = Enumerable.Range(at + count, lines.Count - at - count).Select(i => TextEncoding.Lenient.GetString(lines[i]))
            .FirstOrDefault(l => l.Trim().Length > 0);
        return next is not null && next[..^next.TrimStart().Length] == first[..^first.TrimStart().Length];
    }

    /// <summary>The lines before which the block of lines stands, white space aside.</summary>
    private static int[] Places(byte[] data, string[] block)
    {
        var lines = new TextLines(data);
        string[] wanted = [.. block.Select(FilePatch.WithoutSpace)];
        return [.. Enumerable.Range(0, Math.Max(0, lines.Count - wanted.Length + 1))
            .Where(at => Enumerable.Range(0, wanted.Length).All(i => FilePatch.WithoutSpace(TextEncoding.Lenient.GetString(lines[at + i])) == wanted[i]))];
    }

    private byte[] Content(Oid tree, string path)
    {
        (int mode, Oid id) = new TreePaths(scratch, tree).Find(path);
        return EntryMode.IsFile(mode) ? scratch.ReadBlob(id) : [];
    }

    /// <summary>Hunks of a commit that go to an earlier one, as they are.</summary>
    private FoldupProposal? Move(ReviewItem item, SeriesRevision commit, IReadOnlyList<ReviewItem> all)
    {
        SeriesRevision? target = series.Revisions.FirstOrDefault(r => r.Name is not null && r.Name == item.Target) ?? series.FindTarget(item.Target);
        if (item.File is null)
            return Open(item, "it does not say which file's change is meant");
        if (commit.Number == 0)
            return Open(item, "the commit is on a merged branch; move its change by a fixup");
        if (target is { Number: 0 } or { IsMerge: true })
            return Open(item, $"\"{target.Subject}\" is {(target.IsMerge ? "a merge" : "on a merged branch")}; "
                + "a commit's own change moves along first parents only");
        if (target is null)
            return Open(item, item.TargetReason ?? (item.Target is null ? "it does not say which patch of the series it belongs in"
                : "the series has no such commit to fold into"));
        if (target == commit)
            return Settled(item, "settled: the change is in that commit");
        if (target.Number > commit.Number)
            return Open(item, $"\"{target.Subject}\" comes later; a change can only go to an earlier commit");
        if (all.Any(other => other.Kind == ReviewKind.Remove && other.File == item.File && other.Commit == item.Commit && other.Removed.Length > 0))
            return Open(item, "lines of this change are to be removed; fold the rest when they are gone");
        List<SeriesChange> changes = Moving(item, commit);
        if (changes.Count == 0)
            return Open(item, "the commit has no such change");
        if (changes.Find(c => Floor(c) > target.Number) is { } late)
            return Open(item, $"what this changes is there only from '{series[Floor(late)].Subject}' on");
        var known = plan.Item.Where(i => i.Fixup == commit.Name).Select(i => (i.File, i.Hunk)).ToHashSet();
        if (changes.TrueForAll(c => known.Contains((c.Path, c.HunkText()))))
            return Settled(item, "the plan has a target for that change already");
        FoldupProposal proposal = Proposal(item, commit, $"--- a/{item.File}\n+++ b/{item.File}\n" + string.Concat(changes.Select(c => c.HunkText())), Named,
            $"move {Wording.Count(changes.Count, "hunk")} to \"{target.Subject}\"");
        (proposal.Target, proposal.TargetSubject) = (target.Name, target.Subject);
        proposal.Item = [.. changes.Select(c => new FoldupItem
        {
            Fixup = commit.Name,
            File = c.Path,
            Kind = c.Kind,
            Hunk = c.HunkText(),
            Target = target.Name,
            TargetSubject = target.Subject,
            Candidate = [target.Name!],
            Reason = WhoAsked(item),
            ReasonKind = FoldupReason.Explicit,
            Confidence = Named,
            Action = FoldupAction.Fold,
        })];
        return proposal;
    }

    /// <summary>The hunks that have a quoted line; all of the file's where none is quoted.</summary>
    private List<SeriesChange> Moving(ReviewItem item, SeriesRevision commit)
    {
        HashSet<string> lines = [.. item.Quote.Split('\n').Where(l => l.Length > 1 && l[0] is '+' or '-' && !l.StartsWith("+++", StringComparison.Ordinal)
            && !l.StartsWith("---", StringComparison.Ordinal))
            .Select(l => FilePatch.WithoutSpace(l[1..])).Where(l => l.Length > 0)];
        bool before = commit.IsDonor;
        commit.IsDonor = true;
        try
        {
            return [.. files.Where(f => f.States.Any(s => s.Path == item.File)).SelectMany(f => FoldupChanges.Of(scratch, series, f))
                .Where(c => c.Revision == commit)
                .Where(c => (c.After.Path == item.File || c.Before.Path == item.File)
                    && (lines.Count == 0 || c.Removed.Concat(c.Added)
                        .Any(l => lines.Contains(FilePatch.WithoutSpace(TextEncoding.Lenient.GetString(l.Bytes))))))];
        }
        finally
        {
            commit.IsDonor = before;
        }
    }

    /// <summary>The earliest step at which what a hunk changes is there.</summary>
    private static int Floor(SeriesChange change)
    {
        int created = change.File.States.Where(s => s.Revision < change.Revision.Number && s.Exists).Select(s => s.Revision).DefaultIfEmpty(0).Min();
        return change.Removed.Select(l => l.Introduced).Append(change.Kind == FoldupKind.Create ? 0 : created).Max();
    }

    /// <summary>
    /// What looks like an identifier is renamed wherever it stands. A plain word, which prose has too, only in
    /// the files whose code gets it from the commit.
    /// </summary>
    private FoldupProposal? Rename(ReviewItem item, SeriesRevision? commit)
    {
        if (item.From is null || item.To is null)
            return Open(item, "it does not say what is to be called how; use -Action Rename");
        IReadOnlySet<string>? only = null;
        if (ReviewWords.IsPlain(item))
        {
            only = commit?.Commit is { } of ? ReviewWords.FilesWith(scratch, of, item.From) : new HashSet<string>();
            if (only.Count == 0)
            {
                return Open(item, $"'{item.From}' is a plain word, "
                    + (commit is null ? "and the commit that is meant is not known; -Action Rename renames it everywhere"
                    : ReviewWords.IsIn(commit.Message, item.From) ? "which the message has; use -Action Reword"
                    : "and no identifier in code that the commit adds; put it right by a fixup, or use -Action Rename"));
            }
        }
        FoldupMessageEdits edits = messages.Copy();
        int before = edits.Items.Count;
        (List<FoldupItem> placed, List<FoldupItem> unplaced) =
            FoldupRenamer.Plan(scratch, series, files, plan.Item, edits, item.From, item.To, FoldupReason.Explicit, WhoAsked(item), only, monitor);
        List<FoldupItem> words = [.. edits.Items.Skip(before)];
        if (placed.Count == 0)
            return Open(item, $"no commit of the series adds '{item.From}'");
        Oid tree = TreeWith(placed);
        string diff = string.Concat(FilePatchesOf(series.Last.Tree, tree))
            + string.Concat(words.Select(w => DiffOfMessage(w.Target!, messages.Of(series.FindTarget(w.Target)!), w.NewMessage!)));
        int commits = placed.Select(i => i.Target).Distinct().Count();
        FoldupProposal proposal = Proposal(item, commit, diff, Named,
            $"rename to '{item.To}' in {Wording.Count(commits, "commit")}" + (unplaced.Count == 0 ? "" : $"; {unplaced[0].File}: {unplaced[0].Reason}"));
        proposal.Item = [.. placed, .. words];
        (proposal.File, proposal.Line) = (placed.Select(i => i.File).Distinct().Count() == 1 ? placed[0].File : null, null);
        return proposal;
    }

    /// <summary>The tip's tree with a renaming, as the rewrite of this plan would have it.</summary>
    private Oid TreeWith(List<FoldupItem> renamed)
    {
        var alone = new FoldupPlan
        {
            Item = [.. plan.Item.Where(i => i.Kind is not (FoldupKind.Message or FoldupKind.Identifier)), .. renamed],
            Unplaced = [.. plan.Unplaced],
        };
        return new FoldupReplay(scratch, alone, new SeriesRewriterOptions { Committer = committer }, monitor).Ways(series)[0].Expected;
    }

    private IEnumerable<string> FilePatchesOf(Oid before, Oid after)
    {
        foreach (FilePatch patch in FilePatch.Compute(scratch, before, after))
            yield return Diff(patch.Path, Content(before, patch.Path), Content(after, patch.Path));
    }

    private FoldupProposal? Reword(ReviewItem item, SeriesRevision commit)
    {
        string message = messages.Of(commit);
        FoldupItem? by = messages.Items.LastOrDefault(i => i.Target == commit.Name);
        if (item.Term is null)
            return by is not null ? Settled(item, "the message gets new words from a fixup")
                : Open(item, "the new words are yours to write; use -Action Reword");
        bool inSubject = Regex.IsMatch(item.Text, @"\bsubject\b", RegexOptions.IgnoreCase)
            && !Regex.IsMatch(item.Text, @"\b(change ?log|commit (message|log|text))\b", RegexOptions.IgnoreCase);
        if ((inSubject ? CommitMessage.SubjectOf(message) : message).Contains(item.Term, StringComparison.OrdinalIgnoreCase))
            return Settled(item, by is null ? $"'{item.Term}' is mentioned already" : $"'{item.Term}' is in the new message: {by.Reason}");
        string? words = inSubject ? null : ProposedWords.Explanation(item.Text, item.Term);
        if (!inSubject && words is null)
            return Open(item, $"the words about '{item.Term}' are yours to write; use -Action Reword");
        FoldupProposal proposal = Proposal(item, commit, "", Named,
            inSubject ? $"'{item.Term}' into the subject" : $"'{item.Term}' into the message, in the reviewer's words");
        proposal.Words = words;
        proposal.Diff = DiffOfMessage(commit.Name!, message, ProposedWords.Apply(proposal, message));
        proposal.File = null;
        return proposal;
    }

    private static string DiffOfMessage(string commit, string before, string after) =>
        ToDiff($"{commit[..12]} (message)", $"{commit[..12]} (message)", System.Text.Encoding.UTF8.GetBytes(before), System.Text.Encoding.UTF8.GetBytes(after));

    private static string Diff(string path, byte[] before, byte[] after) => ToDiff("a/" + path, "b/" + path, before, after);

    private static string ToDiff(string oldName, string newName, byte[] before, byte[] after)
    {
        using var text = new MemoryStream();
        var old = new TextLines(before);
        var @new = new TextLines(after);
        foreach (DiffHunk hunk in UnifiedDiff.Hunks(LineDiff.Compute(old, @new), old.Count, @new.Count))
            UnifiedDiff.Write(text, hunk, old, @new);
        return $"--- {oldName}\n+++ {newName}\n" + TextEncoding.Lenient.GetString(text.ToArray());
    }

    private static string WhoAsked(ReviewItem item) => item.Reviewer.Length == 0 ? "the review asks for it" : ReviewObjections.WhoWrote(item) + " asks for it";
}
