using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Reviews;

/// <summary>Tells patches that a series has already from those that it does not have.</summary>
internal sealed class SeriesPatches(TopicSeries series, PatchedTree patched, IObjectReader objects)
{
    private static readonly MaintainerException s_doesNotApply = new("PatchDoesNotApply", ErrorKind.InvalidOperation, null, "", "", "");
    private readonly Dictionary<int, IReadOnlySet<string>> _paths = [];

    /// <summary>The commits that can be a patch: no merges.</summary>
    internal List<SeriesRevision> Commits { get; } = [.. series.Revisions.Where(r => r is { IsMerge: false, Commit: not null })];

    /// <summary>The commit that does what a patch does: applied to the commit's parent it gives the commit's tree. Null where none does.</summary>
    internal SeriesRevision? Same(PatchFile? patch)
    {
        if (patch is null || patch.Files.Count == 0)
            return null;
        HashSet<string> paths = [.. patch.Files.SelectMany(f => new[] { f.OldPath, f.NewPath, f.WholePath }).OfType<string>()];
        return Commits.Find(commit => paths.Overlaps(PathsOf(commit)) && Gives(commit, patch));
    }

    /// <summary>The one commit that a patch is a version of by its subject; null for a fixup!, and where none or several have the subject.</summary>
    internal SeriesRevision? BySubject(string subject)
    {
        List<SeriesRevision> named = AutosquashTargets.IsCall(subject)
            ? [] : Commits.FindAll(c => string.Equals(c.Subject, subject, StringComparison.OrdinalIgnoreCase));
        return named.Count == 1 ? named[0] : null;
    }

    private bool Gives(SeriesRevision commit, PatchFile patch)
    {
        try
        {
            return patched.Apply(series.TreeAt(commit.Number - 1), patch, (_, _) => s_doesNotApply) == commit.Tree;
        }
        // A patch that cannot be applied for any other reason is none of the commits' either; what uses it says why.
        catch (MaintainerException)
        {
            return false;
        }
    }

    private IReadOnlySet<string> PathsOf(SeriesRevision commit)
    {
        if (!_paths.TryGetValue(commit.Number, out IReadOnlySet<string>? paths))
            _paths[commit.Number] = paths = TreeDiff.Compute(objects, series.TreeAt(commit.Number - 1), commit.Tree).Select(c => c.Path).ToHashSet();
        return paths;
    }
}
