using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergePlans;

/// <summary>
/// Conflicts that merges of a state and some versions had, by what those versions have where the conflict is. A version that has the same there would
/// have the conflict as well, but where a rename comes in it is not certain: good to order what is tried, not to prove anything.
/// </summary>
internal sealed class SeenConflicts(ScratchStore objects)
{
    private readonly List<Seen> _conflicts = [], _after = [];

    /// <summary>The paths of a conflict with what versions had there that led to it.</summary>
    private sealed record Seen(string Paths, TopicContents Contents, HashSet<int[]> Versions);

    /// <summary>
    /// Keeps what a version's merge conflicted in, and what upstream's tip conflicts in after it: for a file that
    /// upstream's tip has renamed its path of then counts too.
    /// </summary>
    internal void Add(Oid version, IEnumerable<MergeConflict> conflicts, IEnumerable<(MergeConflict Conflict, string? Before)> after)
    {
        Oid tree = objects.ReadCommit(version).Tree;
        foreach (MergeConflict conflict in conflicts)
            Keep(_conflicts, [conflict.Path], tree);
        foreach ((MergeConflict conflict, string? before) in after)
            Keep(_after, before is null || before == conflict.Path ? [conflict.Path] : [conflict.Path, before], tree);
    }

    /// <summary>True where the version has, in some path, what conflicted.</summary>
    internal bool Conflicts(Oid version)
    {
        Oid tree = objects.ReadCommit(version).Tree;
        return _conflicts.Exists(seen => seen.Versions.Contains(seen.Contents.Of(tree)));
    }

    /// <summary>In how many paths the version has what led to a conflict with upstream's tip.</summary>
    internal int CountAfter(Oid version)
    {
        Oid tree = objects.ReadCommit(version).Tree;
        return _after.Count(seen => seen.Versions.Contains(seen.Contents.Of(tree)));
    }

    private void Keep(List<Seen> list, string[] paths, Oid tree)
    {
        string key = string.Join('\0', paths);
        if (list.Find(s => s.Paths == key) is not { } seen)
            list.Add(seen = new Seen(key, new TopicContents(objects, paths), []));
        seen.Versions.Add(seen.Contents.Of(tree));
    }
}
