using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>How a series is rewritten.</summary>
internal sealed class SeriesRewritingOptions
{
    /// <summary>The committer of new commits.</summary>
    internal required PersonLine Committer { get; init; }

    /// <summary>True to refuse when a merge would have to be made again; false to keep it, with its own content.</summary>
    internal bool RefuseMerge { get; init; }

    /// <summary>True when a commit is reachable from another; asked only for merges.</summary>
    internal required Func<Oid, Oid, bool> IsAncestor { get; init; }

    /// <summary>New messages by step.</summary>
    internal IReadOnlyDictionary<int, string> Messages { get; init; } = new Dictionary<int, string>();
}

/// <summary>A series rewritten in memory.</summary>
/// <param name="NewTip">The last commit.</param>
/// <param name="NewTipTree">Its tree.</param>
/// <param name="Tree">The tree of the last step: that of the work tree, where the fixups come from there.</param>
/// <param name="Commits">What became of each commit.</param>
/// <param name="Refused">What could not be folded, with the first step that it could go to (0: none).</param>
internal sealed record SeriesRewritingResult(Oid NewTip, Oid NewTipTree, Oid Tree, IReadOnlyList<RewrittenCommit> Commits, IReadOnlyList<(FoldupChange Part, int Possible)> Refused);

/// <summary>
/// Makes the commits of a series again with the changes of fixups at their targets. Each version of a changed file comes from its line history, so
/// nothing is merged and nothing conflicts; all other files stay as they are in each commit.
/// </summary>
internal sealed class SeriesRewriting(IObjectStore store, TopicSeries series, SeriesRewritingOptions options, IOperationMonitor monitor)
{
    /// <summary>Rewrites the series; the files' parts with a target are folded.</summary>
    /// <exception cref="MaintainerException">MergeInRange.</exception>
    internal SeriesRewritingResult Rewrite(IReadOnlyList<SeriesFile> all, IReadOnlyList<SeriesRewritingFile> files)
    {
        List<(FoldupChange Part, int Possible)> refused = Settle(all, files);
        List<SeriesRewritingFile> active = [.. files.Where(f => f.FirstChange != int.MaxValue)];
        int first = active.Select(f => f.FirstChange).Concat(options.Messages.Keys).DefaultIfEmpty(int.MaxValue).Min();
        RequireKeepableMerges(first);
        var trees = new Oid[series.Revisions.Count + 1];
        for (int k = 0; k < trees.Length; k++)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            trees[k] = k < first ? series.TreeAt(k) : TreeEditing.Apply(store, series.TreeAt(k), Edits(active, k));
        }
        return Commit(trees, files, refused);
    }

    private List<(FoldupChange Part, int Possible)> Settle(IReadOnlyList<SeriesFile> all, IReadOnlyList<SeriesRewritingFile> files)
    {
        var refused = new List<(FoldupChange Part, int Possible)>();
        for (bool again = true; again;)
        {
            again = false;
            foreach (SeriesRewritingFile file in files)
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                for (List<(FoldupChange Part, int Possible)> bad = file.Settle(store); bad.Count > 0; bad = file.Settle(store))
                    Refuse(bad);
            }
            foreach (SeriesRewritingFile file in files)
            {
                List<(FoldupChange, int)> bad = [.. Collisions(all, files, file).Select(p => (p, 0))];
                again |= bad.Count > 0;
                Refuse(bad);
            }
        }
        return refused;

        void Refuse(List<(FoldupChange Part, int Possible)> bad)
        {
            foreach ((FoldupChange part, int possible) in bad.DistinctBy(b => b.Part))
            {
                part.Target = null;
                refused.Add((part, possible));
            }
        }
    }

    /// <summary>New files and new names that would take, in an earlier version, the place of another file.</summary>
    private static IEnumerable<FoldupChange> Collisions(IReadOnlyList<SeriesFile> all, IReadOnlyList<SeriesRewritingFile> files, SeriesRewritingFile file)
    {
        foreach (FoldupChange part in file.Parts)
        {
            if (part.Target is not { } target || part.Kind is not (FoldupKind.Create or FoldupKind.Rename))
                continue;
            string path = part.After.Path!;
            for (int k = target; k < part.Revision.Number; k++)
            {
                bool taken = all.Where(f => f != file.File).Any(f => Clash(f.At(k).Path, path))
                    || files.Where(f => f != file && f.FirstChange <= k).Any(f => Clash(f.StateAt(k).Path, path));
                if (!taken)
                    continue;
                yield return part;
                break;
            }
        }

        static bool Clash(string? other, string path) =>
            other is not null && (other == path || other.StartsWith(path + "/", StringComparison.Ordinal) || path.StartsWith(other + "/", StringComparison.Ordinal));
    }

    private static Dictionary<string, (int Mode, Oid Id)> Edits(List<SeriesRewritingFile> files, int revision)
    {
        var edits = new Dictionary<string, (int, Oid)>(StringComparer.Ordinal);
        var arrivals = new List<FileState>();
        foreach (SeriesRewritingFile file in files)
        {
            if (revision < file.FirstChange)
                continue;
            FileState old = file.File.At(revision);
            FileState @new = file.StateAt(revision);
            if (old.Path == @new.Path && old.Mode == @new.Mode && old.Blob == @new.Blob)
                continue;
            if (old.Exists && old.Path != @new.Path)
                edits[old.Path!] = (0, Oid.Zero);
            if (@new.Exists)
                arrivals.Add(@new);
        }
        foreach (FileState state in arrivals)
            edits[state.Path!] = (state.Mode, state.Blob);
        return edits;
    }

    private void RequireKeepableMerges(int first)
    {
        foreach (SeriesRevision merge in series.Revisions.Where(r => r.IsMerge && r.Number > first))
        {
            // A side branch that forked from a commit that changes would have to be made again as well.
            bool within = merge.Commit!.Parents.Skip(1).Any(p => series[first].Commit is { } changed && options.IsAncestor(changed.Id, p));
            if (options.RefuseMerge || within)
                throw new MaintainerException("MergeInRange", ErrorKind.InvalidOperation, merge.Commit.Id.ToString(), merge.Commit.Id.Abbreviate(), merge.Subject);
        }
    }

    private SeriesRewritingResult Commit(Oid[] trees, IReadOnlyList<SeriesRewritingFile> files, List<(FoldupChange Part, int Possible)> refused)
    {
        ILookup<int, FoldupChange> folded = files.SelectMany(f => f.Parts).Where(p => p.Target is not null).ToLookup(p => p.Target!.Value);
        HashSet<int> renamed = [.. files.SelectMany(f => f.RenameTargets)];
        var commits = new List<RewrittenCommit>();
        Oid tip = series.Base?.Id ?? Oid.Zero;
        Oid tipTree = series.BaseTree;
        foreach (SeriesRevision revision in series.Revisions)
        {
            int k = revision.Number;
            if (revision.Commit is not { } old)
                continue;
            monitor.Report("Rewriting the series", k, series.Revisions.Count, revision.Subject);
            var result = new RewrittenCommit { Old = old.Id.ToString(), Subject = revision.Subject, Folded = folded[k].Count() };
            commits.Add(result);
            bool changesNothing = trees[k] == trees[k - 1];
            bool changedSomething = series.TreeAt(k) != series.TreeAt(k - 1);
            if (changesNothing && !revision.IsMerge && (changedSomething || (revision.IsFixup && IsMessageTaken(revision))))
            {
                result.Status = revision.IsFixup ? RewriteStatus.Absorbed : RewriteStatus.Emptied;
                continue;
            }
            Oid made = Make(revision, trees[k], tip, result);
            result.New = made.ToString();
            result.Status = revision.IsFixup ? RewriteStatus.Remaining
                : made == old.Id ? RewriteStatus.Kept
                : result.Folded > 0 ? RewriteStatus.Folded
                : renamed.Contains(k) ? RewriteStatus.Renamed
                : options.Messages.ContainsKey(k) ? RewriteStatus.Reworded
                : RewriteStatus.Rebased;
            tip = made;
            tipTree = trees[k];
        }
        return new SeriesRewritingResult(tip, tipTree, trees[^1], commits, refused);
    }

    /// <summary>True for a fixup that is nothing but a message, when its target has got that message.</summary>
    private bool IsMessageTaken(SeriesRevision fixup) =>
        FoldupTargets.Find(series, fixup) is { Call: FoldupCall.Amend or FoldupCall.Squash, Target: { } target } && options.Messages.ContainsKey(target);

    private Oid Make(SeriesRevision revision, Oid tree, Oid parent, RewrittenCommit result)
    {
        CommitObject old = revision.Commit!;
        Oid[] parents = parent.IsZero ? [] : [parent, .. old.Parents.Skip(1)];
        bool reworded = options.Messages.TryGetValue(revision.Number, out string? message);
        if (!reworded && tree == old.Tree && old.Parents.SequenceEqual(parents))
            return old.Id;
        ReadOnlyMemory<byte> text = reworded ? TextEncoding.ForCommit(old.EncodingName).GetBytes(message!) : old.MessageBytes;
        byte[] headers = WithoutSignature(old.ExtraHeaders.Span);
        result.SignatureDropped = headers.Length != old.ExtraHeaders.Length;
        if (reworded)
            result.Subject = CommitMessage.SubjectOf(message!);
        return store.Write(ObjectType.Commit, CommitObject.Serialize(tree, parents, old.Author, options.Committer, old.EncodingName, headers, text));
    }

    /// <summary>A signature is over the old commit's bytes; git drops it too. Other headers stay (mergetag is about the other parent).</summary>
    private static byte[] WithoutSignature(ReadOnlySpan<byte> headers)
    {
        var kept = new MemoryStream();
        bool skipping = false;
        while (!headers.IsEmpty)
        {
            int end = headers.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? headers : headers[..(end + 1)];
            headers = headers[line.Length..];
            if (!line.StartsWith(" "u8))
                skipping = line.StartsWith("gpgsig "u8) || line.StartsWith("gpgsig-sha256 "u8);
            if (!skipping)
                kept.Write(line);
        }
        return kept.ToArray();
    }
}
