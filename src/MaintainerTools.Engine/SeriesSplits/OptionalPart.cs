using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Pathspecs;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.SeriesSplits;

/// <summary>What of a series is optional: the commits that were named, and the paths.</summary>
/// <param name="Commits">The commits.</param>
/// <param name="Paths">The paths; null where none was named.</param>
internal sealed record OptionalPart(IReadOnlySet<Oid> Commits, PathspecSet? Paths)
{
    /// <summary>
    /// Reads the names as git reads words of which nobody said what they are: a name that is a commit and a path as well is an error, and so is one that is
    /// neither.
    /// </summary>
    /// <exception cref="MaintainerException">OptionalUnknown, OptionalAmbiguous, OptionalOutside; RevisionIsRange, AmbiguousRevision and their like.
    /// </exception>
    internal static OptionalPart Read(Workspace workspace, SeriesSplitOptions options, IReadOnlyList<Oid> series)
    {
        var selection = new CommitSelection(workspace);
        var own = new HashSet<Oid>(series);
        var commits = new HashSet<Oid>();
        List<string> paths = [];
        TreeChange[]? touched = null;
        foreach (string name in options.Optional)
        {
            IReadOnlyList<Oid>? named = null;
            MaintainerException? none = null;
            try
            {
                // "./x" is how one says that x is a path.
                named = name.StartsWith("./", StringComparison.Ordinal) ? null : selection.ResolveSome(name);
            }
            catch (MaintainerException e)
            {
                none = e;
            }
            touched ??= [.. series.SelectMany(id => ChangesOf(workspace, id))];
            bool isPath = IsPath(workspace, name, touched);
            if (named is not null && isPath)
                throw new MaintainerException("OptionalAmbiguous", ErrorKind.InvalidArgument, name, name);
            if (isPath)
                paths.Add(name);
            else if (named is null)
                throw none is null or { ErrorId: "RevisionNotFound" }
                    ? new MaintainerException("OptionalUnknown", ErrorKind.ObjectNotFound, name, name, options.Since, options.Topic) : none;
            else if (named.FirstOrDefault(id => !own.Contains(id)) is { IsZero: false } outside)
                throw new MaintainerException("OptionalOutside", ErrorKind.InvalidArgument, name, name, options.Since, options.Topic, outside.Abbreviate());
            else
                commits.UnionWith(named);
        }
        return new OptionalPart(commits, paths.Count == 0 ? null : new PathspecSet(workspace.Scratch, paths));
    }

    /// <summary>What a commit changes, against its first parent.</summary>
    internal static IReadOnlyList<TreeChange> ChangesOf(Workspace workspace, Oid commit) => TreeDiff.Compute(
        workspace.Scratch, CommitTrees.FirstOf(workspace.Scratch, workspace.History.ParentsOf(commit)), workspace.Scratch.ReadCommit(commit).Tree);

    private static bool IsPath(Workspace workspace, string name, TreeChange[] touched)
    {
        try
        {
            var paths = new PathspecSet(workspace.Scratch, [name]);
            return touched.Any(paths.Matches);
        }
        catch (MaintainerException)
        {
            // What git takes for no pathspec is a commit or nothing.
            return false;
        }
    }
}
