using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicConflicts;

/// <summary>
/// Tells without a merge that two trees which come from one base merge without a conflict: where each entry is what the base has on one of the sides at least,
/// or is a folder in all three of which the same is true. Then no path is changed on both sides; a file or folder that one side deleted or renamed is left by
/// the other as it was, so that no rename brings two changes together; a folder that one side removed or renamed got nothing from the other, so that no
/// folder's rename moves anything; and no file stands where the other side puts a folder. There is no content to merge, thus no attribute and no driver
/// counts. What is not told here is no conflict yet: it is to be merged. Trees are kept up to a number of bytes. For one thread.
/// </summary>
internal sealed class SeparateChanges(IObjectReader objects)
{
    private const long MostBytes = 48L << 20;

    private readonly Dictionary<Oid, byte[]> _trees = [];
    private long _bytes;

    /// <summary>True where the merge is without a conflict for sure.</summary>
    /// <exception cref="MissingObjectException">A tree is not there.</exception>
    /// <exception cref="MaintainerException">MalformedObject.</exception>
    internal bool AreCertain(Oid baseTree, Oid ours, Oid theirs) => ours == baseTree || theirs == baseTree || Walk(baseTree, ours, theirs, 0);

    private bool Walk(Oid baseTree, Oid oursTree, Oid theirsTree, int depth)
    {
        TreeDepth.Require(depth, baseTree);
        var before = new RawTree(Read(baseTree));
        var ours = new RawTree(Read(oursTree));
        var theirs = new RawTree(Read(theirsTree));
        bool hasBefore = before.MoveNext(), hasOurs = ours.MoveNext(), hasTheirs = theirs.MoveNext();
        HashSet<string> ourNew = [], theirNew = [];
        while (hasBefore || hasOurs || hasTheirs)
        {
            int least = 0;
            if (hasBefore && hasOurs)
                least = TreeBuilder.CompareNames(before.Name, before.IsTree, ours.Name, ours.IsTree) <= 0 ? 0 : 1;
            else if (!hasBefore)
                least = hasOurs ? 1 : 2;
            if (hasTheirs && least < 2)
            {
                RawTree at = least == 0 ? before : ours;
                least = TreeBuilder.CompareNames(at.Name, at.IsTree, theirs.Name, theirs.IsTree) <= 0 ? least : 2;
            }
            RawTree first = least switch { 0 => before, 1 => ours, _ => theirs };
            bool inBase = hasBefore && IsAt(before, first), inOurs = hasOurs && IsAt(ours, first), inTheirs = hasTheirs && IsAt(theirs, first);
            bool oursIsBase = inOurs == inBase && (!inBase || IsSame(before, ours)), theirsIsBase = inTheirs == inBase && (!inBase || IsSame(before, theirs));
            if (!oursIsBase && !theirsIsBase)
            {
                if (!inBase || !inOurs || !inTheirs || !before.IsTree || !Walk(before.Id, ours.Id, theirs.Id, depth + 1))
                    return false;
            }
            else if (!inBase && inOurs)
            {
                ourNew.Add(Encoding.Latin1.GetString(first.Name));
            }
            else if (!inBase)
            {
                theirNew.Add(Encoding.Latin1.GetString(first.Name));
            }
            if (inBase)
                hasBefore = before.MoveNext();
            if (inOurs)
                hasOurs = ours.MoveNext();
            if (inTheirs)
                hasTheirs = theirs.MoveNext();
        }
        // A new file of one name and a new folder of the same stand apart in the order of trees.
        return !ourNew.Overlaps(theirNew);
    }

    private static bool IsAt(RawTree tree, RawTree first) => tree.IsTree == first.IsTree && tree.Name.SequenceEqual(first.Name);

    private static bool IsSame(RawTree x, RawTree y) => x.Mode == y.Mode && x.IdBytes.SequenceEqual(y.IdBytes);

    private byte[] Read(Oid id)
    {
        if (_trees.TryGetValue(id, out byte[]? known))
            return known;
        byte[] data = objects.Read(id, ObjectType.Tree);
        if ((_bytes += data.Length) > MostBytes)
        {
            _trees.Clear();
            _bytes = data.Length;
        }
        return _trees[id] = data;
    }
}
