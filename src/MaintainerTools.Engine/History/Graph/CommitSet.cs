using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Graph;

/// <summary>Some commits of a table, of which is asked whether one is among them.</summary>
internal sealed class CommitSet
{
    private readonly CommitTable _table;
    private readonly CommitFlags _flags;

    /// <summary>Takes the numbers of the commits.</summary>
    internal CommitSet(CommitTable table, IEnumerable<int> nodes)
    {
        (_table, _flags) = (table, new CommitFlags(table.Count));
        foreach (int node in nodes)
            _flags[node] = 1;
    }

    /// <summary>True where it is one of them.</summary>
    internal bool Contains(Oid commit) => _flags[_table.Number(commit)] != 0;
}
