using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Pathspecs;

/// <summary>Pathspecs that match no file of the commits in question: a slip of the fingers answers as if there were nothing.</summary>
public static class UnmatchedPathspecs
{
    /// <summary>Those that match nothing in any of the trees; what excludes is not asked.</summary>
    /// <param name="reader">Reads the trees.</param>
    /// <param name="pathspecs">The pathspecs.</param>
    /// <param name="trees">The trees.</param>
    public static IEnumerable<string> Find(IObjectReader reader, IEnumerable<string> pathspecs, IReadOnlyList<Oid> trees)
    {
        foreach (string pathspec in pathspecs)
        {
            if (Pathspec.Parse(pathspec).IsExclude)
                continue;
            var set = new PathspecSet(reader, [pathspec]);
            if (trees.All(set.SameAsEmpty))
                yield return pathspec;
        }
    }
}
