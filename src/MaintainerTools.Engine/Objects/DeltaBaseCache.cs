using System.Runtime.InteropServices;

namespace MaintainerTools.Engine.Objects;

/// <summary>
/// Objects that deltas were applied to, by pack and offset: the objects of a folder's or file's history stand on one another, and are asked
/// for one after the other. Bounded in bytes; what was not used for the longest time goes first. Safe for several threads.
/// </summary>
internal sealed class DeltaBaseCache(long limit)
{
    private readonly object _lock = new();
    private readonly Dictionary<(int Pack, long Offset), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _used = new();
    private long _bytes;

    /// <summary>What stands at an offset, where it is known.</summary>
    internal bool TryGet(int pack, long offset, out ObjectType type, out byte[]? data)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue((pack, offset), out LinkedListNode<Entry>? node))
            {
                (type, data) = (ObjectType.None, null);
                return false;
            }
            if (node.Previous is not null)
            {
                _used.Remove(node);
                _used.AddFirst(node);
            }
            (type, data) = (node.Value.Type, node.Value.Data);
            return true;
        }
    }

    /// <summary>Keeps an object. One that would push out most of the others is not kept.</summary>
    internal void Add(int pack, long offset, ObjectType type, byte[] data)
    {
        if (data.Length > limit / 8)
            return;
        lock (_lock)
        {
            ref LinkedListNode<Entry>? slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, (pack, offset), out bool known);
            if (known)
                return;
            slot = _used.AddFirst(new Entry(pack, offset, type, data));
            _bytes += data.Length;
            while (_bytes > limit)
            {
                Entry last = _used.Last!.Value;
                _used.RemoveLast();
                _entries.Remove((last.Pack, last.Offset));
                _bytes -= last.Data.Length;
            }
        }
    }

    private readonly record struct Entry(int Pack, long Offset, ObjectType Type, byte[] Data);
}
