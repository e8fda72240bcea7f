using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.BugMap;

/// <summary>Which of some refs contain a commit, as git branch --contains has it: one table of all that they reach, walked once a question.</summary>
internal sealed class RefReach
{
    private readonly Dictionary<Oid, int> _places = [];
    private readonly int[][] _parents;
    private readonly int[] _tips;

    internal RefReach(CommitHistory history, IReadOnlyList<Oid> tips, IOperationMonitor monitor)
    {
        IReadOnlyList<Oid> commits = history.Range([], [.. tips.Distinct()], monitor);
        _parents = new int[commits.Count][];
        for (int i = 0; i < commits.Count; i++)
        {
            _places[commits[i]] = i;
            _parents[i] = [.. history.ParentsOf(commits[i]).Where(_places.ContainsKey).Select(parent => _places[parent])];
        }
        _tips = [.. tips.Select(tip => _places[tip])];
    }

    /// <summary>For each ref whether it contains any of the commits.</summary>
    internal bool[] Contain(IReadOnlyCollection<Oid> commits)
    {
        bool[] descends = new bool[_parents.Length];
        int first = int.MaxValue;
        foreach (Oid commit in commits)
        {
            if (_places.TryGetValue(commit, out int place))
                (descends[place], first) = (true, Math.Min(first, place));
        }
        // Parents come first.
        for (int i = first; i < descends.Length; i++)
        {
            if (!descends[i])
                descends[i] = Array.Exists(_parents[i], parent => descends[parent]);
        }
        return [.. _tips.Select(tip => descends[tip])];
    }
}
