using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MaintainerTools.Engine.Merging.Trees;

/// <summary>
/// A map that is walked in the order in which git's string map is: where git's choice between equals depends on that order, ours
/// must too. Keys are byte strings (one char per byte).
/// </summary>
internal sealed class GitStringMap<T>
{
    private readonly List<Entry> _entries = [];

    // A merge has a dozen of these, most of them empty.
    private int[] _buckets = [];

    internal int Count => _entries.Count;

    internal bool TryGet(string key, [MaybeNullWhen(false)] out T value)
    {
        int found = Find(key);
        value = found >= 0 ? _entries[found].Value : default;
        return found >= 0;
    }

    internal T? GetOrDefault(string key) => TryGet(key, out T? value) ? value : default;

    internal bool Contains(string key) => Find(key) >= 0;

    internal void Set(string key, T value)
    {
        if (_buckets.Length == 0)
            _buckets = NewBuckets(64);
        uint hash = Hash(key);
        int found = Find(key, hash);
        if (found >= 0)
        {
            CollectionsMarshal.AsSpan(_entries)[found].Value = value;
            return;
        }
        int bucket = (int)(hash & (uint)(_buckets.Length - 1));
        _entries.Add(new Entry(key, hash, value) { Next = _buckets[bucket] });
        _buckets[bucket] = _entries.Count - 1;
        // Four times the size at 80 %, each chain turned over by the move.
        if (_entries.Count > (long)_buckets.Length * 80 / 100)
            Grow();
    }

    /// <summary>The entries, in git's order.</summary>
    internal IEnumerable<(string Key, T Value)> Walk()
    {
        foreach (int head in _buckets)
        {
            for (int i = head; i >= 0; i = _entries[i].Next)
                yield return (_entries[i].Key, _entries[i].Value);
        }
    }

    private int Find(string key) => _buckets.Length == 0 ? -1 : Find(key, Hash(key));

    private int Find(string key, uint hash)
    {
        for (int i = _buckets[hash & (uint)(_buckets.Length - 1)]; i >= 0; i = _entries[i].Next)
        {
            if (_entries[i].Hash == hash && _entries[i].Key == key)
                return i;
        }
        return -1;
    }

    private void Grow()
    {
        int[] old = _buckets;
        Span<Entry> entries = CollectionsMarshal.AsSpan(_entries);
        _buckets = NewBuckets(old.Length * 4);
        foreach (int head in old)
        {
            for (int i = head; i >= 0;)
            {
                int next = entries[i].Next;
                int bucket = (int)(entries[i].Hash & (uint)(_buckets.Length - 1));
                entries[i].Next = _buckets[bucket];
                _buckets[bucket] = i;
                i = next;
            }
        }
    }

    private static int[] NewBuckets(int size)
    {
        int[] buckets = new int[size];
        Array.Fill(buckets, -1);
        return buckets;
    }

    private static uint Hash(string key)
    {
        uint hash = 0x811c9dc5;
        foreach (char c in key)
            hash = (hash * 0x01000193) ^ c;
        return hash;
    }

    private struct Entry(string key, uint hash, T value)
    {
        internal readonly string Key = key;
        internal readonly uint Hash = hash;
        internal T Value = value;
        internal int Next;
    }
}
