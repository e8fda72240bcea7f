using System.Runtime.InteropServices;

namespace MaintainerTools.Engine.Merging.Trees;

/// <summary>Sorting what mostly is in order already.</summary>
internal static class NearlySorted
{
    /// <summary>Sorts a list, unless one pass over it shows that there is nothing to do.</summary>
    internal static void SortUnlessSorted<T>(this List<T> list, Comparison<T> comparison)
    {
        Span<T> items = CollectionsMarshal.AsSpan(list);
        for (int i = 1; i < items.Length; i++)
        {
            if (comparison(items[i - 1], items[i]) > 0)
            {
                items.Sort(comparison);
                return;
            }
        }
    }
}
