using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Picks.Prerequisites;

/// <summary>
/// Which answers of a series stand before it is at its end. A later commit changes what an earlier one needs, or where it has to come, through a file that
/// both change, they or what they need; where no later one has such a file the answers so far are final.
/// </summary>
internal sealed class SeriesFiles
{
    private readonly IObjectReader _objects;
    private readonly int _count;

    // By path, in upstream's naming and in the target's: the index of the last commit that changes it.
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);

    /// <summary>Reads what each commit changes, in upstream and picked onto the target by itself.</summary>
    /// <param name="objects">The store.</param>
    /// <param name="replay">Picks, and remembers.</param>
    /// <param name="onto">The target's tree.</param>
    /// <param name="commits">The series in its order.</param>
    public SeriesFiles(IObjectReader objects, PickReplay replay, Oid onto, IReadOnlyList<Oid> commits)
    {
        (_objects, _count) = (objects, commits.Count);
        // Of one there is nothing later.
        for (int i = 1; i < commits.Count; i++)
        {
            foreach (string path in PathsOnto(replay, onto, commits[i]))
                _last[path] = i;
        }
    }

    /// <summary>True where a commit after index <paramref name="at"/> may change these answers, which are those of one line up to there.</summary>
    /// <param name="answers">What was answered and not given yet.</param>
    /// <param name="start">The tree before them.</param>
    /// <param name="end">The tree after them.</param>
    /// <param name="at">The index of the last.</param>
    public bool MayChange(IReadOnlyList<CherryPickPrerequisite> answers, Oid start, Oid end, int at)
    {
        if (at == _count - 1)
            return false;
        IEnumerable<Oid> picked = answers.SelectMany(a => a.Prerequisite.Append(a.Commit)).Select(sha => Oid.Parse(sha));
        return answers.SelectMany(a => a.ConflictPath).Concat(Changed(start, end)).Concat(picked.SelectMany(PathsOf))
            .Any(path => _last.TryGetValue(path, out int last) && last > at);
    }

    private List<string> PathsOnto(PickReplay replay, Oid onto, Oid commit)
    {
        List<string> paths = PathsOf(commit);
        try
        {
            ReplayResult alone = replay.Run(onto, [commit]);
            paths.AddRange(alone.IsClean ? Changed(onto, alone.Tree) : alone.Conflicts.SelectMany(c => (string[])[c.Path, c.SourcePath]));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // What cannot be picked is said where it is answered.
        }
        return paths;
    }

    private List<string> PathsOf(Oid commit)
    {
        try
        {
            CommitObject read = _objects.ReadCommit(commit);
            return Changed(CommitTrees.RecordedBefore(_objects, read), read.Tree);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return [];
        }
    }

    private List<string> Changed(Oid before, Oid after) => [.. TreeDiff.Compute(_objects, before, after).Select(change => change.Path)];
}
