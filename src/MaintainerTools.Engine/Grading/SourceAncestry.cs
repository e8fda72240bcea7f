using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Grading;

/// <summary>Which of some commits of a range descend from which others: one bit for each pair, read in one pass over the range.</summary>
internal sealed class SourceAncestry
{
    /// <summary>So many words of 64 bits are held at most; beyond that the range's one order has to do.</summary>
    private const long MostWords = 16 << 20;

    private readonly ulong[][] _reached;

    private SourceAncestry(ulong[][] reached) => _reached = reached;

    /// <summary>Reads it; null where no two lines of development are in the range, whose order then says all, or where there are too many commits.</summary>
    /// <param name="history">Whose commits they are.</param>
    /// <param name="order">The range, parents first.</param>
    /// <param name="sources">The commits, all of them in it.</param>
    public static SourceAncestry? Read(CommitHistory history, CommitOrder order, IReadOnlyList<Oid> sources)
    {
        int words = (sources.Count + 63) / 64;
        if (sources.Count == 0 || (long)words * order.Commits.Count > MostWords)
            return null;
        var own = new Dictionary<Oid, List<int>>();
        for (int i = 0; i < sources.Count; i++)
        {
            if (!own.TryGetValue(sources[i], out List<int>? same))
                own[sources[i]] = same = new List<int>(1);
            same.Add(i);
        }
        // Of each commit: which of the sources it reaches. A line of commits without any of its own shares one row.
        var rows = new ulong[order.Commits.Count][];
        ulong[] none = new ulong[words];
        bool isLine = true;
        for (int at = 0; at < rows.Length; at++)
        {
            Oid commit = order.Commits[at];
            ulong[] row = none;
            bool isShared = true;
            int known = 0;
            foreach (Oid parent in history.ParentsOf(commit))
            {
                if (!order.TryFind(parent, out int place) || place >= at)
                    continue;
                isLine &= place == at - 1;
                if (known++ == 0)
                    row = rows[place];
                else if (!ReferenceEquals(row, rows[place]))
                    (row, isShared) = (Joined(row, rows[place]), false);
            }
            isLine &= known > 0 || at == 0;
            if (own.TryGetValue(commit, out List<int>? mine))
            {
                row = isShared ? (ulong[])row.Clone() : row;
                foreach (int source in mine)
                    row[source >> 6] |= 1UL << (source & 63);
            }
            rows[at] = row;
        }
        return isLine ? null : new SourceAncestry([.. sources.Select(source => rows[order[source]])]);
    }

    /// <summary>True where one of the commits, by index, is an ancestor of another one.</summary>
    public bool IsBefore(int source, int other) => Reaches(other, source) && !Reaches(source, other);

    // The same commit twice reaches itself, both ways.
    private bool Reaches(int from, int to) => (_reached[from][to >> 6] >> (to & 63) & 1) != 0;

    private static ulong[] Joined(ulong[] one, ulong[] other)
    {
        ulong[] both = new ulong[one.Length];
        for (int i = 0; i < both.Length; i++)
            both[i] = one[i] | other[i];
        return both;
    }
}
