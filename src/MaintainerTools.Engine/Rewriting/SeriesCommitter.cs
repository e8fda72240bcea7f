using System.Text;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Rewriting;

/// <summary>A way through a series with its new trees.</summary>
/// <param name="Series">The way.</param>
/// <param name="Trees">The tree after each step; 0 is the base.</param>
/// <param name="Files">The files that change.</param>
/// <param name="Refused">What could not be folded, with the first step that it could go to (0: none).</param>
internal sealed record RewrittenWay(TopicSeries Series, Oid[] Trees, IReadOnlyList<SeriesRewriteFile> Files,
    IReadOnlyList<(SeriesChange Part, int Possible)> Refused)
{
    /// <summary>Number of changes folded into each step. What goes into a merged branch counts there, not at the merge.</summary>
    internal IReadOnlyDictionary<int, int> Folded { get; } =
        Files.SelectMany(f => f.Parts).Where(p => p.Target is { } target && !Series[target].IsMerge).GroupBy(p => p.Target!.Value)
            .ToDictionary(g => g.Key, g => g.Count());

    /// <summary>The steps whose lines get another name.</summary>
    internal HashSet<int> Renamed { get; } = [.. Files.SelectMany(f => f.RenameTargets)];
}

/// <summary>
/// Makes the commits of a rewritten series: the first way as a whole, and of the others, which lead through merged branches, what is not on it. A merge
/// is made again with its own content, the folded changes in it, on the new commits of its parents.
/// </summary>
internal sealed class SeriesCommitter(IObjectStore store, SeriesRewriterOptions options, IReadOnlyList<RewrittenWay> ways, IOperationMonitor monitor)
{
    private readonly Dictionary<Oid, Oid> _made = [];
    private readonly List<CommitRewrite> _commits = [];

    /// <summary>Makes them.</summary>
    /// <exception cref="MaintainerException">MissingObject: the boundary of a shallow clone would have to be made anew.</exception>
    internal SeriesRewriterResult Commit()
    {
        RewrittenWay way = ways[0];
        (Oid tip, int last) = Walk(way, way.Series.Revisions.Count);
        return new SeriesRewriterResult(tip, way.Trees[last], way.Trees[^1], _commits, way.Refused);
    }

    /// <summary>Makes the first steps of a way; gives the last commit, and the last step that has one.</summary>
    private (Oid Tip, int Last) Walk(RewrittenWay way, int count)
    {
        TopicSeries series = way.Series;
        Oid tip = series.Base?.Id ?? Oid.Zero;
        int last = 0;
        foreach (SeriesRevision revision in series.Revisions.Take(count))
        {
            int k = revision.Number;
            if (revision.Commit is not { } old)
                continue;
            if (_made.TryGetValue(old.Id, out Oid known))
            {
                tip = known;
                continue;
            }
            monitor.Report("Rewriting the series", k, series.Revisions.Count, revision.Subject);
            MakeSides(old);
            int folded = way.Folded.GetValueOrDefault(k);
            bool changesNothing = way.Trees[k] == way.Trees[k - 1];
            bool changedSomething = series.TreeAt(k) != series.TreeAt(k - 1);
            if (changesNothing && !revision.IsMerge && (changedSomething || IsSaid(series, revision)))
            {
                RewriteStatus gone = revision.IsFixup ? RewriteStatus.Absorbed : RewriteStatus.Emptied;
                _commits.Add(new CommitRewrite { Old = old.Id, Subject = revision.Subject, Status = gone, Folded = folded });
                _made[old.Id] = tip;
                continue;
            }
            // At the boundary of a shallow clone the commit has parents that are not here; made anew it would have none.
            bool isCut = k == 1 && series.Base is null && old.Parents.Count > 0;
            (Oid made, bool dropsSignature, _) = Make(revision, way.Trees[k], tip, isCut);
            RewriteStatus status = revision.IsFixup ? RewriteStatus.Remaining
                : made == old.Id ? RewriteStatus.Kept
                : folded > 0 ? RewriteStatus.Folded
                : !revision.IsMerge && way.Renamed.Contains(k) ? RewriteStatus.Renamed
                : options.Messages.ContainsKey(old.Id) ? RewriteStatus.Reworded
                : RewriteStatus.Rebased;
            string subject = made != old.Id && options.Messages.TryGetValue(old.Id, out string? message) ? CommitMessage.SubjectOf(message) : revision.Subject;
            _commits.Add(new CommitRewrite
            {
                Old = old.Id,
                New = made,
                Subject = subject,
                Status = status,
                Folded = folded,
                SignatureDropped = dropsSignature,
            });
            _made[old.Id] = tip = made;
            last = k;
        }
        return (tip, last);
    }

    /// <summary>
    /// A fixup without changes of its own is gone once its message was taken; one that is empty, like git rebase
    /// --autosquash has it, where its target is there.
    /// </summary>
    private bool IsSaid(TopicSeries series, SeriesRevision revision) =>
        revision.IsFixup && (options.Spoken.Contains(revision.Name!)
            || (AutosquashTargets.IsCall(revision.Subject) && AutosquashTargets.Find(series, revision) is { Call: FoldupCall.Fixup, Target: not null }));

    /// <summary>Makes the merged branches of a merge first.</summary>
    private void MakeSides(CommitObject merge)
    {
        foreach (Oid parent in merge.Parents.Skip(1).Where(p => !_made.ContainsKey(p)))
        {
            if (ways.Skip(1).FirstOrDefault(w => w.Series.Own > 0 && w.Series[w.Series.Own].Commit!.Id == parent) is { } side)
                Walk(side, side.Series.Own);
        }
    }

    private RemadeCommit Make(SeriesRevision revision, Oid tree, Oid parent, bool isCut)
    {
        CommitObject old = revision.Commit!;
        Oid[] parents = isCut ? [.. old.Parents] : parent.IsZero ? [] : [parent, .. old.Parents.Skip(1).Select(p => _made.GetValueOrDefault(p, p))];
        bool reworded = options.Messages.TryGetValue(old.Id, out string? message);
        if (!reworded && tree == old.Tree && old.Parents.SequenceEqual(parents))
            return new RemadeCommit(old.Id, false, false);
        if (isCut)
            throw new MaintainerException("MissingObject", ErrorKind.ObjectNotFound, old.Parents[0].ToString(), "commit", old.Parents[0]);
        return CommitRemaker.Write(store, old, tree, parents, options.Committer, reworded ? message : null);
    }
}
