using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Rewriting;

/// <summary>How a series is rewritten.</summary>
internal sealed class SeriesRewriterOptions
{
    /// <summary>The committer of new commits.</summary>
    internal required PersonLine Committer { get; init; }

    /// <summary>True to refuse when a merge would have to be made again; false to make it with its own content.</summary>
    internal bool RefuseMerge { get; init; }

    /// <summary>The fixups whose messages have gone into those of their targets.</summary>
    internal IReadOnlySet<string> Spoken { get; init; } = new HashSet<string>();

    /// <summary>New messages by commit.</summary>
    internal IReadOnlyDictionary<Oid, string> Messages { get; init; } = new Dictionary<Oid, string>();
}

/// <summary>A series rewritten in memory.</summary>
/// <param name="NewTip">The last commit.</param>
/// <param name="NewTipTree">Its tree.</param>
/// <param name="Tree">The tree of the last step: that of the work tree, where the fixups come from there.</param>
/// <param name="Commits">What became of each commit.</param>
/// <param name="Refused">What could not be folded, with the first step that it could go to (0: none).</param>
internal sealed record SeriesRewriterResult(
    Oid NewTip, Oid NewTipTree, Oid Tree, IReadOnlyList<CommitRewrite> Commits, IReadOnlyList<(SeriesChange Part, int Possible)> Refused);

/// <summary>
/// Makes the versions of a series' files again with the changes of fixups at their targets. Each version of a changed file comes from its line history, so
/// nothing is merged and nothing conflicts; all other files stay as they are in each commit.
/// </summary>
internal sealed class SeriesRewriter(IObjectStore store, TopicSeries series, SeriesRewriterOptions options, IOperationMonitor monitor)
{
    /// <summary>Rewrites a series without merged branches; the files' parts with a target are folded.</summary>
    /// <exception cref="MaintainerException">MergeInRange.</exception>
    internal SeriesRewriterResult Rewrite(IReadOnlyList<SeriesFile> all, IReadOnlyList<SeriesRewriteFile> files) =>
        new SeriesCommitter(store, options, [Trees(all, files)], monitor).Commit();

    /// <summary>The tree after each step.</summary>
    /// <exception cref="MaintainerException">MergeInRange.</exception>
    internal RewrittenWay Trees(IReadOnlyList<SeriesFile> all, IReadOnlyList<SeriesRewriteFile> files)
    {
        List<(SeriesChange Part, int Possible)> refused = Settle(all, files);
        List<SeriesRewriteFile> active = [.. files.Where(f => f.FirstChange != int.MaxValue)];
        int first = active.Select(f => f.FirstChange).Concat(options.Messages.Keys.Select(series.EntryOf)).DefaultIfEmpty(int.MaxValue).Min();
        if (options.RefuseMerge && series.Revisions.FirstOrDefault(r => r.IsMerge && r.Number >= first) is { Commit: { } merge })
            throw new MaintainerException("MergeInRange", ErrorKind.InvalidOperation, merge.Id.ToString(), merge.Id.Abbreviate(), merge.Subject);
        var trees = new Oid[series.Revisions.Count + 1];
        for (int k = 0; k < trees.Length; k++)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            trees[k] = k < first ? series.TreeAt(k) : TreeEditor.Apply(store, series.TreeAt(k), Edits(active, k));
        }
        return new RewrittenWay(series, trees, files, refused);
    }

    private List<(SeriesChange Part, int Possible)> Settle(IReadOnlyList<SeriesFile> all, IReadOnlyList<SeriesRewriteFile> files)
    {
        var refused = new List<(SeriesChange Part, int Possible)>();
        for (bool again = true; again;)
        {
            again = false;
            foreach (SeriesRewriteFile file in files)
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                for (List<(SeriesChange Part, int Possible)> bad = file.Settle(store); bad.Count > 0; bad = file.Settle(store))
                    Refuse(bad);
            }
            foreach (SeriesRewriteFile file in files)
            {
                List<(SeriesChange, int)> bad = [.. Collisions(all, files, file).Select(p => (p, 0))];
                again |= bad.Count > 0;
                Refuse(bad);
            }
        }
        return refused;

        void Refuse(List<(SeriesChange Part, int Possible)> bad)
        {
            foreach ((SeriesChange part, int possible) in bad.DistinctBy(b => b.Part))
            {
                part.Target = null;
                refused.Add((part, possible));
            }
        }
    }

    /// <summary>New files and new names that would take, in an earlier version, the place of another file.</summary>
    private static IEnumerable<SeriesChange> Collisions(IReadOnlyList<SeriesFile> all, IReadOnlyList<SeriesRewriteFile> files, SeriesRewriteFile file)
    {
        foreach (SeriesChange part in file.Parts)
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
            other is not null && (other == path || other.StartsWith(path + "/", StringComparison.Ordinal)
                || path.StartsWith(other + "/", StringComparison.Ordinal));
    }

    private static Dictionary<string, TreeValue> Edits(List<SeriesRewriteFile> files, int revision)
    {
        var edits = new Dictionary<string, TreeValue>(StringComparer.Ordinal);
        var arrivals = new List<FileState>();
        foreach (SeriesRewriteFile file in files)
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
}
