using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>Turns the accepted proposals of a plan into steps and items. The plan stays as it is: what is not accepted has no part in anything.</summary>
internal sealed class FoldupAcceptance(ScratchStore scratch, TopicSeries series, FoldupPlan plan, IOperationMonitor monitor)
{
    /// <summary>The plan with what was accepted; the series gets a step for each diff of lines.</summary>
    /// <exception cref="MaintainerException">PlanItemInvalid: a proposal was edited into something that does not fit.</exception>
    internal FoldupPlan Apply()
    {
        List<FoldupProposal> accepted = [.. plan.Proposal.Where(p => p.Accepted)];
        if (accepted.Count == 0)
            return plan;
        List<FoldupItem> items = [.. plan.Item];
        var taken = items.Select(i => (i.Fixup, i.File, i.Hunk)).ToHashSet();
        foreach (FoldupItem item in accepted.SelectMany(p => p.Item).Where(i => i.Kind != FoldupKind.Message))
        {
            if (item.Kind == FoldupKind.Identifier || taken.Add((item.Fixup, item.File, item.Hunk)))
                items.Add(item);
        }
        HashSet<string?> donors = [.. items.Select(i => i.Fixup)];
        foreach (SeriesRevision revision in series.Revisions.Where(r => r is { IsFixup: false, IsMerge: false, Commit: not null } && donors.Contains(r.Name)))
            revision.IsDonor = true;
        items.AddRange(Messages(accepted));
        items.AddRange(Removals(accepted.FindAll(p => p.Kind == ReviewKind.Remove)));
        items.AddRange(Credits(accepted));
        // What was accepted is an item now, and no proposal any more.
        FoldupPlan whole = plan.Copy();
        (whole.Item, whole.Tree, whole.Proposal) = ([.. items], series.Last.Tree.ToString(), []);
        return whole;
    }

    /// <summary>The new messages: each proposal's words into what the message is by then.</summary>
    private IEnumerable<FoldupItem> Messages(List<FoldupProposal> accepted)
    {
        var messages = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (FoldupItem item in plan.Item.Where(i => i is { Action: FoldupAction.Reword, Target: not null, NewMessage: not null }))
            messages[item.Target!] = item.NewMessage!;
        foreach (FoldupProposal proposal in accepted)
        {
            IEnumerable<string?> targets = proposal.Kind == ReviewKind.Reword
                ? [proposal.Commit] : proposal.Item.Where(i => i.Kind == FoldupKind.Message).Select(i => i.Target);
            foreach (string? target in targets)
            {
                if (series.FindTarget(target) is not { } commit
                    || (proposal.Kind == ReviewKind.Reword ? proposal.Term is null : proposal.From is null || proposal.To is null))
                    throw Invalid(proposal);
                string message = ProposedWords.Apply(proposal, messages.GetValueOrDefault(target!) ?? commit.Message);
                messages[target!] = message;
                yield return new FoldupItem
                {
                    Kind = FoldupKind.Message,
                    Action = FoldupAction.Reword,
                    Target = target,
                    TargetSubject = commit.Subject,
                    NewMessage = message,
                    Reason = "accepted: " + proposal.Sentence,
                    ReasonKind = FoldupReason.Manual,
                    Confidence = 1,
                };
            }
        }
    }

    /// <summary>The trailers that credit the reviewers with what was accepted, where the plan credits at all.</summary>
    private IEnumerable<FoldupItem> Credits(List<FoldupProposal> accepted)
    {
        if (plan.CreditTrailer is not { } trailer)
            return [];
        var messages = new FoldupMessageEdits(series);
        messages.Take(plan.Item.Where(i => i.Kind == FoldupKind.Message));
        int known = messages.Items.Count;
        foreach (FoldupProposal proposal in accepted)
        {
            // A change that comes from another commit goes where it is folded; words alone, to the commit that they are about.
            IEnumerable<string?> targets = proposal.Item.Length > 0 ? proposal.Item.Select(i => i.Target) : [proposal.Commit];
            foreach (SeriesRevision target in targets.Distinct().Select(series.FindTarget).OfType<SeriesRevision>())
                messages.CreditReviewer(trailer, target, proposal.Reviewer);
        }
        return [.. messages.Items.Skip(known)];
    }

    /// <summary>Puts a step on the series for each diff, and makes the items of what the steps change.</summary>
    private IEnumerable<FoldupItem> Removals(List<FoldupProposal> accepted)
    {
        if (accepted.Count == 0)
            return [];
        Oid tree = series.Last.Tree;
        var removed = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        var made = new Dictionary<SeriesRevision, FoldupProposal>();
        foreach (FoldupProposal proposal in accepted)
        {
            string path = proposal.File ?? throw Invalid(proposal);
            (int mode, Oid id) = new TreePaths(scratch, tree).Find(path);
            byte[] data = EntryMode.IsFile(mode) ? scratch.ReadBlob(id) : throw Invalid(proposal);
            HashSet<int> lines = ProposedRemoval.Lines(proposal.Diff, data) ?? throw Invalid(proposal);
            if (!removed.TryGetValue(path, out HashSet<int>? before))
                removed[path] = before = [];
            // Two reviewers may want the same.
            if (lines.IsSubsetOf(before))
                continue;
            before.UnionWith(lines);
            Oid blob = scratch.Write(ObjectType.Blob, ProposedRemoval.Without(data, before));
            Oid next = TreeEditor.Apply(scratch, series.Last.Tree, new Dictionary<string, TreeValue> { [path] = new TreeValue(mode, blob) });
            var step = new FoldupStep
            {
                Id = $"proposal-{proposal.Index}",
                Origin = proposal.Reviewer,
                Subject = proposal.Sentence.Split('\n')[0],
                Author = proposal.Reviewer,
                Patch = proposal.Diff,
                Target = proposal.Commit,
            };
            made[series.AddStep(step, next)] = proposal;
        }
        return [.. SeriesFiles.Collect(scratch, series, monitor).SelectMany(f => FoldupChanges.Of(scratch, series, f))
            .Where(c => made.ContainsKey(c.Revision)).Select(c => new FoldupItem
        {
            Fixup = c.Revision.Name,
            File = c.Path,
            Kind = c.Kind,
            Hunk = c.HunkText(),
            Target = made[c.Revision].Commit,
            TargetSubject = made[c.Revision].CommitSubject,
            Candidate = [made[c.Revision].Commit],
            Reason = "accepted: " + made[c.Revision].Sentence,
            ReasonKind = FoldupReason.Manual,
            Confidence = 1,
            Action = FoldupAction.Remove,
        })];
    }

    private static MaintainerException Invalid(FoldupProposal proposal) =>
        new("PlanItemInvalid", ErrorKind.InvalidArgument, proposal, $"Proposal[{proposal.Index}]: {proposal.Kind} does not fit the series any more");
}
