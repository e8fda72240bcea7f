using System.Buffers;
using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.RangeDiff;

/// <summary>
/// Finds which patch of one version of a series became which of another, as git range-diff does: the same diff text first, then the assignment in which
/// the diffs of diffs, and what is dropped or new, add up to the fewest lines.
/// </summary>
internal static class SeriesMatcher
{
    // More than any diff of two patches has.
    private const int Impossible = 1 << 16;

    /// <summary>Sets <see cref="SeriesPatch.Match"/> on both sides.</summary>
    /// <param name="old">The old version.</param>
    /// <param name="new">The new version.</param>
    /// <param name="creationFactor">How large a diff of diffs may be, in percent of the patches, before both count as unrelated; git's default is 60.</param>
    /// <param name="monitor">Hears cancellation.</param>
    internal static void Match(IReadOnlyList<SeriesPatch> old, IReadOnlyList<SeriesPatch> @new, int creationFactor, IOperationMonitor monitor)
    {
        FindEqual(old, @new);
        if (old.All(p => p.Match >= 0) || @new.All(p => p.Match >= 0))
            return;
        int size = old.Count + @new.Count;
        int[] costs = Costs(old, @new, creationFactor, monitor);
        int[] assigned = LinearAssignment.Solve(size, costs);
        for (int i = 0; i < old.Count; i++)
        {
            if (assigned[i] < 0 || assigned[i] >= @new.Count)
                continue;
            old[i].Match = assigned[i];
            @new[assigned[i]].Match = i;
        }
    }

    private static void FindEqual(IReadOnlyList<SeriesPatch> old, IReadOnlyList<SeriesPatch> @new)
    {
        var byText = new EqualPatches();
        foreach (SeriesPatch patch in old)
            byText.Add(patch);
        foreach (SeriesPatch patch in @new)
        {
            if (byText.Take(patch) is not { } same)
                continue;
            same.Match = patch.Index;
            patch.Match = same.Index;
        }
    }

    private static int[] Costs(IReadOnlyList<SeriesPatch> old, IReadOnlyList<SeriesPatch> @new, int creationFactor, IOperationMonitor monitor)
    {
        int size = old.Count + @new.Count;
        int[] costs = new int[size * size];
        var numbering = new LineNumbers();
        foreach (SeriesPatch patch in old.Concat(@new).Where(p => p.Match < 0))
            patch.Number(numbering);
        int columns = old.Count;
        // A row is a new patch, or the dropping of old ones; a column an old patch, or the making of new ones.
        Parallel.For(
            0,
            @new.Count,
            new ParallelOptions { CancellationToken = monitor.Cancellation },
            () => new PatchDistance(numbering.Count),
            (j, _, distance) =>
            {
                Span<int> row = costs.AsSpan(j * size, size);
                for (int i = 0; i < columns; i++)
                {
                    row[i] = old[i].Match == j ? 0
                        : old[i].Match < 0 && @new[j].Match < 0 ? distance.Between(old[i].Lines, @new[j].Lines)
                        : Impossible;
                }
                row[columns..].Fill(CostOfOne(@new[j]));
                return distance;
            },
            _ => { });
        for (int i = 0; i < columns; i++)
        {
            int cost = CostOfOne(old[i]);
            for (int j = @new.Count; j < size; j++)
                costs[(j * size) + i] = cost;
        }
        return costs;

        int CostOfOne(SeriesPatch patch) => patch.Match < 0 ? patch.Size * creationFactor / 100 : Impossible;
    }

    /// <summary>
    /// The old patches by their text. Which of several equal ones is taken depends on the order in a chain of git's hash map, and that turns round each
    /// time the map grows or shrinks.
    /// </summary>
    private sealed class EqualPatches
    {
        private const int FirstSize = 64;
        private readonly Dictionary<ReadOnlyMemory<byte>, List<SeriesPatch>> _byText = new(new TextComparer());
        private int _count;
        private int _slots = FirstSize;

        private int GrowsAt => _slots * 80 / 100;

        private int ShrinksAt => _slots <= FirstSize ? 0 : GrowsAt / 5;

        internal void Add(SeriesPatch patch)
        {
            if (!_byText.TryGetValue(patch.Change, out List<SeriesPatch>? same))
                _byText[patch.Change] = same = [];
            // The last one is the head of the chain.
            same.Add(patch);
            if (++_count > GrowsAt)
                Resize(_slots * 4);
        }

        internal SeriesPatch? Take(SeriesPatch wanted)
        {
            if (!_byText.TryGetValue(wanted.Change, out List<SeriesPatch>? same) || same.Count == 0)
                return null;
            SeriesPatch found = same[^1];
            same.RemoveAt(same.Count - 1);
            if (--_count < ShrinksAt)
                Resize(_slots / 4);
            return found;
        }

        private void Resize(int slots)
        {
            _slots = slots;
            foreach (List<SeriesPatch> same in _byText.Values)
                same.Reverse();
        }
    }

    private sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(obj.Span);
            return hash.ToHashCode();
        }
    }
}
