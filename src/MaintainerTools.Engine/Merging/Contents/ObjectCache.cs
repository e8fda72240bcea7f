using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging.Contents;

/// <summary>Objects that merges read again and again, kept up to a number of bytes. For one thread.</summary>
internal sealed class ObjectCache(IObjectStore store)
{
    private const long MaxTreeBytes = 64L << 20;
    private const long MaxBlobBytes = 32L << 20;
    private const long MaxSpanBytes = 128L << 20;
    private const int MaxMerges = 100_000;

    private readonly Kept<byte[]> _trees = new(MaxTreeBytes);
    private readonly Kept<TextLines> _texts = new(MaxBlobBytes);
    private readonly Kept<SpanCounts> _spans = new(MaxSpanBytes);
    private readonly Dictionary<Oid, long> _sizes = [];
    private readonly Dictionary<Oid, Oid> _treesOfCommits = [];
    private readonly Dictionary<Oid, bool> _regular = [];
    private readonly Stack<MergeRoom> _rooms = [];
    private readonly Dictionary<(Oid Base, Oid Ours, Oid Theirs), (bool IsClean, Oid Result)> _merges = [];

    internal IObjectStore Store { get; } = store;

    /// <summary>For comparing one blob with many.</summary>
    internal SpanLookup Lookup { get; } = new();

    /// <summary>Room for a merge, to be given back when nothing of it is needed any more.</summary>
    internal MergeRoom TakeRoom() => _rooms.TryPop(out MergeRoom? room) ? room : new MergeRoom();

    /// <summary>Takes room back.</summary>
    internal void GiveBack(MergeRoom room)
    {
        if (room.TryClear())
            _rooms.Push(room);
    }

    /// <summary>A commit's tree: in a series each commit is asked for as what comes and as what was there before.</summary>
    internal Oid TreeOf(Oid commit)
    {
        if (!_treesOfCommits.TryGetValue(commit, out Oid tree))
            _treesOfCommits.Add(commit, tree = Store.ReadCommit(commit).Tree);
        return tree;
    }

    /// <summary>A tree's bytes.</summary>
    internal byte[] ReadTree(Oid id)
    {
        if (!_trees.TryGet(id, out byte[]? data))
        {
            data = Store.Read(id, ObjectType.Tree);
            _trees.Add(id, data, data.Length + 64);
        }
        return data;
    }

    /// <summary>True for a tree as git writes it: canonical modes, strictly in order. The zero id is an empty one.</summary>
    internal bool IsRegular(Oid id, byte[] data)
    {
        if (id.IsZero)
            return true;
        if (!_regular.TryGetValue(id, out bool regular))
            _regular[id] = regular = IsRegular(data);
        return regular;
    }

    /// <summary>Takes note of a tree that was made of such.</summary>
    internal void NoteRegular(Oid id) => _regular[id] = true;

    private static bool IsRegular(byte[] data)
    {
        ReadOnlySpan<byte> last = default;
        bool lastIsTree = false;
        int at = 0;
        for (var entries = new RawTree(data); entries.MoveNext(); at += entries.Entry.Length)
        {
            if (!RawEntry.IsCanonicalAt(data, at) || (at > 0 && TreeBuilder.CompareNames(last, lastIsTree, entries.Name, entries.IsTree) >= 0))
                return false;
            last = entries.Name;
            lastIsTree = entries.IsTree;
        }
        return true;
    }

    /// <summary>A blob split into lines; the zero id is an empty file.</summary>
    internal TextLines ReadText(Oid id)
    {
        if (id.IsZero)
            return new TextLines([]);
        if (!_texts.TryGet(id, out TextLines? text))
        {
            text = new TextLines(Store.ReadBlob(id));
            _texts.Add(id, text, text.Length + (4 * text.Count) + 64);
        }
        return text;
    }

    /// <summary>A blob's length in bytes.</summary>
    internal long SizeOf(Oid id)
    {
        if (!_sizes.TryGetValue(id, out long size))
            _sizes.Add(id, size = Store.SizeOf(id) ?? throw new MissingObjectException(id, ObjectType.Blob));
        return size;
    }

    /// <summary>What a blob consists of, for estimates of similarity.</summary>
    internal SpanCounts SpansOf(Oid id)
    {
        if (!_spans.TryGet(id, out SpanCounts? spans))
        {
            spans = SpansOf(id, null);
            _spans.Add(id, spans, (8 * spans.Count) + 64);
        }
        return spans;
    }

    /// <summary>The same for a file that attributes declare text or binary; not kept.</summary>
    internal SpanCounts SpansOf(Oid id, bool? declaredText)
    {
        using TransientBytes data = Store.ReadOnce(id, ObjectType.Blob);
        return SpanCounts.Of(data.Span, declaredText);
    }

    /// <summary>What three versions of a text were found to come to; null where that is not known.</summary>
    internal (bool IsClean, Oid Result)? KnownMerge(Oid @base, Oid ours, Oid theirs) =>
        _merges.TryGetValue((@base, ours, theirs), out (bool IsClean, Oid Result) known) ? known : null;

    /// <summary>Remembers it.</summary>
    internal void RememberMerge(Oid @base, Oid ours, Oid theirs, bool isClean, Oid result)
    {
        if (_merges.Count >= MaxMerges)
            _merges.Clear();
        _merges[(@base, ours, theirs)] = (isClean, result);
    }

    /// <summary>Values up to a total cost; all are dropped when it is reached, which costs less than knowing the oldest.</summary>
    private sealed class Kept<T>(long limit)
        where T : class
    {
        private readonly Dictionary<Oid, T> _recent = [];
        private Dictionary<Oid, T> _older = [];
        private long _cost;

        internal bool TryGet(Oid id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value)
        {
            if (_recent.TryGetValue(id, out value))
                return true;
            if (!_older.Remove(id, out value))
                return false;
            _recent.Add(id, value);
            return true;
        }

        internal void Add(Oid id, T value, long cost)
        {
            _cost += cost;
            if (_cost > limit / 2)
            {
                // Half is kept in case it is used again.
                _older = new Dictionary<Oid, T>(_recent);
                _recent.Clear();
                _cost = cost;
            }
            _recent[id] = value;
        }
    }
}
