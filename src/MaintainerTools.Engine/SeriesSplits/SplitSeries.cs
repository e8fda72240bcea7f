using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Rewriting;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.SeriesSplits;

/// <summary>A commit of the series that is split, or a part of one.</summary>
/// <param name="Source">The commit as it is.</param>
/// <param name="Commit">
/// The commit whose change is picked: the same one; or, from the first commit on that is itself split, one in memory with the same tree.
/// </param>
/// <param name="IsOptional">True where it was named.</param>
internal sealed record SplitItem(CommitObject Source, CommitObject Commit, bool IsOptional)
{
    /// <summary>The paths that it changes.</summary>
    internal required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Those of them that are optional, where the others are not; empty for what touches only one of the two.</summary>
    internal IReadOnlyList<string> OptionalPaths { get; init; } = [];

    /// <summary>True for one of the two parts of a commit.</summary>
    internal bool IsPiece { get; init; }

    /// <summary>True where it changes something.</summary>
    internal bool HasChange => Paths.Count > 0;
}

/// <summary>A series without merges that is to be split.</summary>
/// <param name="Topic">Its tip.</param>
/// <param name="Base">The commit below it; zero where it begins with a root commit.</param>
/// <param name="Items">Its commits, oldest first; one that was split stands there twice.</param>
internal sealed record SplitSeries(CommitObject Topic, Oid Base, IReadOnlyList<SplitItem> Items)
{
    /// <summary>Reads the names, and what of the series is optional.</summary>
    /// <exception cref="MaintainerException">
    /// RevisionNotFound and its like; NoCommonHistory, EmptySeries, MergeInSeries, and those of <see cref="OptionalPart.Read"/>.
    /// </exception>
    internal static SplitSeries Read(Workspace workspace, SeriesSplitOptions options)
    {
        CommitHistory history = workspace.History;
        Oid topic = workspace.Repository.ResolveCommit(options.Topic);
        Oid since = SeriesStart.Named(workspace.Repository, options.Since);
        if (!since.IsZero && history.MergeBases(since, topic).Count == 0)
            throw new MaintainerException("NoCommonHistory", ErrorKind.InvalidArgument, options.Since, options.Topic, options.Since);
        IReadOnlyList<Oid> commits = history.Range(since, topic, workspace.Monitor);
        if (commits.Count == 0)
            throw new MaintainerException("EmptySeries", ErrorKind.InvalidArgument, options.Topic, options.Since, options.Topic);
        if (commits.FirstOrDefault(history.IsMerge) is { IsZero: false } merge)
            throw new MaintainerException("MergeInSeries", ErrorKind.InvalidOperation, merge.ToString(), merge.Abbreviate(),
                workspace.Scratch.ReadCommit(merge).Subject);
        var part = OptionalPart.Read(workspace, options, commits);
        Oid @base = history.ParentsOf(commits[0]) is [Oid below, ..] ? below : Oid.Zero;
        return new SplitSeries(workspace.Scratch.ReadCommit(topic), @base, [.. Taken(workspace, commits, part, @base, options.SplitCommit)]);
    }

    private static IEnumerable<SplitItem> Taken(Workspace workspace, IReadOnlyList<Oid> commits, OptionalPart part, Oid @base, bool splitCommit)
    {
        ScratchStore store = workspace.Scratch;
        (Oid below, bool isRemade) = (@base, false);
        foreach (Oid id in commits)
        {
            CommitObject source = store.ReadCommit(id);
            IReadOnlyList<TreeChange> changes = OptionalPart.ChangesOf(workspace, id);
            string[] paths = [.. changes.Select(c => c.Path)];
            TreeChange[] inside = part.Paths is { } optional && !part.Commits.Contains(id) ? [.. changes.Where(optional.Matches)] : [];
            bool isOptional = part.Commits.Contains(id) || (inside.Length > 0 && inside.Length == changes.Count);
            string[] insidePaths = isOptional ? [] : [.. inside.Select(c => c.Path)];
            if (insidePaths.Length > 0 && splitCommit)
            {
                string[] outsidePaths = [.. paths.Except(insidePaths, StringComparer.Ordinal)];
                Oid before = CommitTrees.FirstOf(store, workspace.History.ParentsOf(id));
                Oid half = TreeEditor.Apply(store, before, changes.Where(c => outsidePaths.Contains(c.Path, StringComparer.Ordinal))
                    .ToDictionary(c => c.Path, c => new TreeValue(c.NewMode, c.NewId), StringComparer.Ordinal));
                CommitObject first = Made(source, half);
                yield return new SplitItem(source, first, false) { Paths = outsidePaths, OptionalPaths = insidePaths, IsPiece = true };
                CommitObject second = Made(source, source.Tree);
                yield return new SplitItem(source, second, true) { Paths = insidePaths, OptionalPaths = insidePaths, IsPiece = true };
                continue;
            }
            CommitObject commit = isRemade ? Made(source, source.Tree) : source;
            below = commit.Id;
            yield return new SplitItem(source, commit, isOptional) { Paths = paths, OptionalPaths = insidePaths };
        }

        CommitObject Made(CommitObject source, Oid tree)
        {
            // Only in memory, and so with the old committer.
            below = CommitRemaker.Write(store, source, tree, below.IsZero ? [] : [below], source.Committer).Made;
            isRemade = true;
            return store.ReadCommit(below);
        }
    }
}
