using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>
/// Takes a fixup commit as one intention: where its changes with firm evidence agree on a commit, the others go there too, unless what they change
/// is not there yet.
/// </summary>
internal sealed class FoldupIntention(TopicSeries series, SeriesRevision fixup)
{
    // Evidence from here on counts as firm.
    private const double Firm = 0.8;
    // How often a line's history of rewrites is followed.
    private const int Deepest = 4;

    internal void Apply(IReadOnlyList<SeriesChange> changes)
    {
        Untangle(changes);
        List<int> firm = [.. changes.Where(IsFirm).Select(c => c.Target!.Value).Distinct()];
        // Without any firm evidence, what there is counts where all of it agrees.
        bool isFirm = firm.Count > 0;
        if (!isFirm)
            firm = [.. changes.Where(c => c.Target is not null).Select(c => c.Target!.Value).Distinct()];
        if (firm.Count == 1)
        {
            foreach (SeriesChange change in changes)
            {
                if (change.Target is null && IsOpen(change) && change.Floor <= firm[0] && !IsRuledOut(change, firm[0]))
                    Place(change, firm[0], FoldupReason.Intention, "the rest of this fixup commit belongs there", isFirm ? 0.5 : 0.4);
            }
        }
        List<SeriesRevision> targets = [.. series.Targets(fixup.Number).Take(2)];
        if (targets.Count != 1 || series.Sides().Any())
            return;
        foreach (SeriesChange change in changes)
        {
            if (change.Target is null && IsOpen(change) && change.Floor <= targets[0].Number)
                Place(change, targets[0].Number, FoldupReason.OnlyCandidate, "the series has no other commit", 0.4);
        }
    }

    /// <summary>
    /// Most of the fixup changes what one commit wrote, and some of it what a later commit made of that commit's lines: the whole may be meant for
    /// the first, where the rest cannot go. Which of the two is meant is not for us to say.
    /// </summary>
    private static void Untangle(IReadOnlyList<SeriesChange> changes)
    {
        Dictionary<int, int> weight = changes.Where(IsFirm).GroupBy(c => c.Target!.Value)
            .ToDictionary(g => g.Key, g => g.Sum(c => c.Kind == FoldupKind.Lines ? 1 + c.Removed.Count : 1));
        if (weight.Count < 2)
            return;
        (int principal, int most) = weight.MaxBy(w => w.Value);
        if (2 * most <= weight.Values.Sum())
            return;
        foreach (SeriesChange change in changes)
        {
            if (change.Target is not { } later || later <= principal || !IsFirm(change))
                continue;
            if (change.Kind is FoldupKind.Create or FoldupKind.Delete or FoldupKind.Content)
            {
                // A file as such is the last one's that touched it; the rest of the fixup says that an earlier one is meant, which touched it too.
                if (change.Candidates.Contains(principal) || change.File.States.Any(s => s.Revision == principal))
                    Open(change, later, principal, "the first touched the file last, and the second, to which the rest of this fixup commit belongs, before");
                continue;
            }
            // Within a block that goes away as a whole, what stands between the first commit's lines goes with them.
            bool within = change is { Whole: not null, Added.Count: 0 } && changes.Any(c => c.Whole == change.Whole && c.Target == principal);
            if (within || change.Removed.Any(l => WriterBefore(l.Actual, Deepest).Contains(principal)))
            {
                Open(change, later, principal,
                    "the first wrote these lines anew where the second, to which the rest of this fixup commit belongs, had written them");
            }
        }

        static void Open(SeriesChange change, int later, int principal, string why)
        {
            change.Candidates = [later, principal];
            change.Target = null;
            change.Reason = FoldupReason.Ambiguous;
            change.ReasonText = why;
            change.Confidence = 0;
        }
    }

    /// <summary>The steps whose lines this line replaced, and the lines before those.</summary>
    private static HashSet<int> WriterBefore(WeaveLine line, int depth)
    {
        var result = new HashSet<int>();
        int step = line.Introduced;
        for (WeaveLine? at = line.Previous; at is { IsEnd: false } && depth > 0; at = at.Previous)
        {
            // In the weave the lines that a step removes stand before those that it adds in their place.
            if (at.Removed == step)
            {
                result.Add(FoldupRouter.OwnerOf(at));
                result.UnionWith(WriterBefore(at, depth - 1));
            }
            else if (at.Introduced < step && at.Removed > step)
            {
                break;
            }
        }
        return result;
    }

    private static bool IsFirm(SeriesChange change) => change.Target is not null && change.Confidence >= Firm;

    private static bool IsOpen(SeriesChange change) => change.Reason is FoldupReason.BaseReached or FoldupReason.NoEvidence or FoldupReason.Ambiguous;

    private static bool IsRuledOut(SeriesChange change, int target) =>
        change.Reason == FoldupReason.Ambiguous && !change.Candidates.Contains(target);

    private static void Place(SeriesChange change, int target, FoldupReason reason, string text, double confidence)
    {
        change.Candidates = [target, .. change.Candidates.Where(c => c != target)];
        change.Target = target;
        change.Reason = reason;
        change.ReasonText = text;
        change.Confidence = confidence;
    }
}
