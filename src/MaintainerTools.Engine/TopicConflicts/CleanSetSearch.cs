namespace MaintainerTools.Engine.TopicConflicts;

/// <summary>
/// Finds the largest set of topics no two of which conflict: a largest independent set of their graph. Branch and bound, with topics of one conflict or none
/// taken at once and a bound by cliques, as of topics that all conflict with each other one can be taken. After a number of steps it keeps the best that it
/// has, and says what the bound is: the question is hard, and the number of steps, not the clock, ends it, so that the answer is the same on each machine.
/// </summary>
internal sealed class CleanSetSearch
{
    private const int MostSteps = 20_000;

    private readonly HashSet<int>[] _conflicts;
    private List<int> _best = [];
    private int _steps;

    private CleanSetSearch(HashSet<int>[] conflicts) => _conflicts = conflicts;

    /// <summary>The set, in order, and how large one can be at most: as large as this where it is a largest one.</summary>
    /// <param name="conflicts">For each topic those that it conflicts with; a topic that is left out has itself among them.</param>
    internal static (IReadOnlyList<int> Set, int AtMost) Find(HashSet<int>[] conflicts)
    {
        var set = new List<int>();
        int atMost = 0;
        bool[] seen = new bool[conflicts.Length];
        for (int i = 0; i < conflicts.Length; i++)
        {
            if (seen[i] || conflicts[i].Contains(i))
                continue;
            // What has no conflict with each other in any way is decided apart.
            var part = new List<int>();
            var next = new Stack<int>([i]);
            seen[i] = true;
            while (next.TryPop(out int at))
            {
                part.Add(at);
                foreach (int other in conflicts[at].Where(other => !seen[other] && !conflicts[other].Contains(other)))
                {
                    seen[other] = true;
                    next.Push(other);
                }
            }
            part.Sort();
            var search = new CleanSetSearch(conflicts);
            int bound = search.Bound([.. part]);
            search.Go([.. part], []);
            set.AddRange(search._best);
            atMost += search._steps > MostSteps ? Math.Max(bound, search._best.Count) : search._best.Count;
        }
        set.Sort();
        return (set, atMost);
    }

    private void Go(SortedSet<int> left, List<int> taken)
    {
        _steps++;
        taken = [.. taken];
        while (left.Count > 0)
        {
            // One with at most one conflict left is in some largest set.
            int simple = left.FirstOrDefault(i => Degree(i, left) <= 1, -1);
            if (simple < 0)
                break;
            taken.Add(simple);
            Remove(left, simple);
        }
        if (left.Count == 0)
        {
            if (taken.Count > _best.Count)
                _best = taken;
            return;
        }
        if (_steps > MostSteps && _best.Count > 0)
            return;
        if (taken.Count + Bound(left) <= _best.Count)
            return;
        // First the greedy way, which takes the one in the way of the fewest: the first way to the end is a good set.
        int chosen = left.MinBy(i => Degree(i, left));
        SortedSet<int> with = [.. left];
        Remove(with, chosen);
        Go(with, [.. taken, chosen]);
        // Or without it.
        SortedSet<int> without = [.. left];
        without.Remove(chosen);
        Go(without, taken);
    }

    private int Degree(int topic, SortedSet<int> left) => _conflicts[topic].Count(left.Contains);

    private void Remove(SortedSet<int> left, int topic)
    {
        left.Remove(topic);
        left.ExceptWith(_conflicts[topic]);
    }

    /// <summary>Cliques that cover all: one of each can be taken at most.</summary>
    private int Bound(SortedSet<int> left)
    {
        var cliques = new List<List<int>>();
        foreach (int topic in left.OrderByDescending(i => Degree(i, left)))
        {
            if (cliques.Find(clique => clique.TrueForAll(_conflicts[topic].Contains)) is { } fits)
                fits.Add(topic);
            else
                cliques.Add([topic]);
        }
        return cliques.Count;
    }
}
