namespace MaintainerTools.Engine.MergeBases;

/// <summary>
/// The place of a commit among those that the candidates have together, parents before children: an index into the arrays of
/// <see cref="CandidateChains"/>. Not the commit's number in the history's table, which is an int.
/// </summary>
internal readonly record struct UnionPlace(int Index)
{
    /// <summary>Of a commit that no candidate has.</summary>
    internal static UnionPlace None => new(-1);

    /// <summary>True for a commit that a candidate has.</summary>
    internal bool IsThere => Index >= 0;
}

/// <summary>Places that were found one after another; holds until the next are asked for.</summary>
internal readonly struct UnionPlaces(List<int> indexes)
{
    public Enumerator GetEnumerator() => new(indexes);

    /// <summary>Walks them without making an object.</summary>
    internal struct Enumerator(List<int> indexes)
    {
        private int _at = -1;

        public readonly UnionPlace Current => new(indexes[_at]);

        public bool MoveNext() => ++_at < indexes.Count;
    }
}
