using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Followups;

/// <summary>
/// The commits of an index that are of "^excluded tip", with their places in an order that has parents first and keeps lines of development together.
/// </summary>
internal sealed class LaterCommits
{
    private const int Left = -1;
    private const int Entered = int.MinValue;

    // By number: 0 not reached, Left, or the place from 1 on.
    private readonly int[] _places;

    private LaterCommits(ReferenceIndex index, int[] places, IReadOnlyList<Oid> excluded) => (Index, _places, Excluded) = (index, places, excluded);

    /// <summary>What is known of them.</summary>
    public ReferenceIndex Index { get; }

    /// <summary>What is left out by name, with all that it reaches.</summary>
    public IReadOnlyList<Oid> Excluded { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>True where the tip descends from every commit that is left out by name.</summary>
    public bool DescendFromExcluded { get; private set; }

    /// <summary>Walks an index; null where it does not hold all of the range.</summary>
    public static LaterCommits? TryWalk(ReferenceIndex index, IReadOnlyList<Oid> excluded, Oid tip)
    {
        int start = index.Find(tip);
        // What the index leaves out must be left out here as well.
        var wanting = new HashSet<Oid>(index.Excluded);
        int[] places = new int[index.Count];
        foreach (Oid commit in excluded)
        {
            int number = index.Find(commit);
            if (number < 0 && !wanting.Remove(commit) && !index.Excluded.Contains(commit))
                return null;
            if (number >= 0)
                Leave(index, number, places, wanting);
        }
        if (wanting.Count > 0)
            return null;
        var later = new LaterCommits(index, places, excluded);
        if (start >= 0)
            later.Order(start, excluded);
        // A tip that is left out itself has nothing.
        return start >= 0 || tip == index.Tip || excluded.Contains(tip) ? later : null;
    }

    /// <summary>True where the commit of that number is one of them.</summary>
    public bool Has(int number) => number >= 0 && number < _places.Length && _places[number] > 0;

    /// <summary>True where the commit is one of them.</summary>
    public bool Has(Oid commit) => Has(Index.Find(commit));

    /// <summary>The place of one of them, from 1 on.</summary>
    public int PlaceOf(int number) => _places[number];

    private static void Leave(ReferenceIndex index, int number, int[] places, HashSet<Oid> wanting)
    {
        var stack = new Stack<int>();
        stack.Push(number);
        while (stack.TryPop(out int at))
        {
            if (places[at] != 0)
                continue;
            places[at] = Left;
            (int first, int second) = index.ParentsAt(at);
            Go(first);
            if (second >= ReferenceIndex.None)
            {
                Go(second);
                continue;
            }
            foreach (int parent in index.AllParentsAt(at))
                Go(parent);
        }

        void Go(int parent)
        {
            if (parent >= places.Length)
            {
                if (wanting.Count > 0)
                    wanting.Remove(index.IdAt(parent));
            }
            else if (parent >= 0 && places[parent] == 0)
            {
                stack.Push(parent);
            }
        }
    }

    /// <summary>A commit's place comes after those of all its parents, the first parent's history before the others'.</summary>
    private void Order(int start, IReadOnlyList<Oid> excluded)
    {
        (ReferenceIndex index, int[] places) = (Index, _places);
        // A commit between the tip and one that is left out has that one as parent.
        var unmet = new HashSet<Oid>(excluded);
        var stack = new Stack<int>();
        stack.Push(start);
        while (stack.TryPop(out int at))
        {
            if (at < 0)
            {
                places[~at] = ++Count;
                continue;
            }
            if (places[at] != 0)
                continue;
            places[at] = Entered;
            stack.Push(~at);
            (int first, int second) = index.ParentsAt(at);
            if (second < ReferenceIndex.None)
            {
                ReadOnlySpan<int> all = index.AllParentsAt(at);
                for (int i = all.Length - 1; i > 0; i--)
                    Go(all[i]);
            }
            else
            {
                Go(second);
            }
            Go(first);
        }
        DescendFromExcluded = unmet.Count == 0;

        void Go(int parent)
        {
            if (parent < 0)
                return;
            if (parent < places.Length && places[parent] == 0)
                stack.Push(parent);
            else if (unmet.Count > 0 && (parent >= places.Length || places[parent] == Left))
                unmet.Remove(index.IdAt(parent));
        }
    }
}
