using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Rewriting;

namespace MaintainerTools.Engine.SeriesSplits;

/// <summary>A commit in its new series.</summary>
/// <param name="Decision">What was decided of it.</param>
/// <param name="New">The commit; the old one where all below it stayed.</param>
/// <param name="Grade">The new patch against the old one; None for a part of a commit.</param>
/// <param name="SignatureDropped">It was signed, and the new one is not.</param>
internal sealed record PlacedCommit(SplitDecision Decision, Oid New, PickGrade Grade, bool SignatureDropped)
{
    /// <summary>As every rewrite tells it.</summary>
    internal CommitRewrite ToRewrite() => new()
    {
        Old = Decision.Item.Source.Id,
        New = New,
        Subject = Decision.Item.Source.Subject,
        Status = New == Decision.Item.Source.Id ? RewriteStatus.Kept : RewriteStatus.Rebased,
        SignatureDropped = SignatureDropped,
    };
}

/// <summary>The two series, one on the other, in memory.</summary>
internal sealed class SplitChain
{
    private readonly Workspace _workspace;
    private readonly PersonLine _committer;
    private readonly List<PlacedCommit> _placed = [];
    private Oid _tip;
    private Oid _tree;

    private SplitChain(Workspace workspace, Oid @base, PersonLine committer)
    {
        (_workspace, _committer, _tip) = (workspace, committer, @base);
        _tree = @base.IsZero ? Oid.EmptyTree : workspace.Scratch.ReadCommit(@base).Tree;
    }

    /// <summary>The commits: those that are kept, then the others.</summary>
    internal IReadOnlyList<PlacedCommit> Placed => _placed;

    /// <summary>The last that is kept.</summary>
    internal Oid KeptTip { get; private set; }

    /// <summary>The last of all.</summary>
    internal Oid Tip => _tip;

    /// <summary>Why it could not be made to the end; null where it was.</summary>
    internal string? Failure { get; private set; }

    /// <summary>Picks what is kept onto the base, and the rest onto that.</summary>
    internal static SplitChain Build(Workspace workspace, SplitSeries series, IReadOnlyList<SplitDecision> decisions, PersonLine committer)
    {
        var chain = new SplitChain(workspace, series.Base, committer);
        if (!chain.Add(decisions.Where(d => d.Part == SplitPart.Kept)))
            return chain;
        chain.KeptTip = chain._tip;
        if (chain.Add(decisions.Where(d => d.Part != SplitPart.Kept)) && chain._tree != series.Topic.Tree)
        {
            chain.Failure = "the end is not the topic's tree in "
                + Wording.Some(TreeDiff.Compute(workspace.Scratch, series.Topic.Tree, chain._tree).Select(c => c.Path));
        }
        return chain;
    }

    private bool Add(IEnumerable<SplitDecision> decisions)
    {
        foreach (SplitDecision decision in decisions)
        {
            SplitItem item = decision.Item;
            _workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
            MergeOutcome outcome = SplitDecider.Pick(_workspace.Engine, _tree, item);
            if (!outcome.IsClean || outcome.NotVerified is not null)
            {
                Failure = $"{item.Source.Id.Abbreviate()} \"{item.Source.Subject}\" does not apply in its series: "
                    + (outcome.NotVerified ?? $"conflicts in {Wording.Some(outcome.ConflictPaths)}");
                return false;
            }
            _placed.Add(Place(decision, outcome.Tree));
            (_tip, _tree) = (_placed[^1].New, outcome.Tree);
        }
        return true;
    }

    private PlacedCommit Place(SplitDecision decision, Oid tree)
    {
        (CommitObject source, ScratchStore store) = (decision.Item.Source, _workspace.Scratch);
        IReadOnlyList<Oid> parents = _tip.IsZero ? [] : [_tip];
        if (tree == source.Tree && _workspace.History.ParentsOf(source.Id).SequenceEqual(parents))
            return new PlacedCommit(decision, source.Id, PickGrade.Exact, false);
        RemadeCommit made = CommitRemaker.Write(store, source, tree, parents, _committer);
        PickGrade grade = decision.Item.IsPiece ? PickGrade.None
            : PickGrader.Grade(store, CommitTrees.RecordedBefore(store, source), source.Tree, _tree, tree).Grade;
        return new PlacedCommit(decision, made.Made, grade, made.DropsSignature);
    }
}
