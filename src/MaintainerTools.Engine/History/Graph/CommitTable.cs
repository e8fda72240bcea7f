using System.Buffers.Binary;
using MaintainerTools.Engine.History.Kept;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;

namespace MaintainerTools.Engine.History.Graph;

/// <summary>
/// Commits under small numbers, so that walks are arithmetic on arrays. A commit gets its number when it is first named; its parents and date
/// are read when they are first asked for. Those of the commit-graph come first and have its places as numbers. Not for several threads.
/// </summary>
/// <param name="reader">Reads commits.</param>
/// <param name="overrides">What counts before what commits record.</param>
/// <param name="graph">The commit-graph; null where there is none.</param>
/// <param name="links">What earlier runs read, opened where it is first needed; null where that does not count.</param>
/// <param name="headers">Reads commits of packs faster; null where there is none for it.</param>
/// <param name="start">What another table without a graph had read; null begins with nothing.</param>
internal sealed class CommitTable(IObjectReader reader, HistoryOverrides overrides, CommitGraph? graph, Lazy<FactStore>? links = null,
    CommitHeaderReader? headers = null, LinkSnapshot? start = null)
{
    /// <summary>The generation of a commit that no commit-graph knows: above every number that one holds.</summary>
    public const long UnknownGeneration = long.MaxValue;

    private const int NotRead = CommitLinks.NotRead;
    private const int None = CommitLinks.None;

    private const int ChunkBits = 12;
    private const int ChunkMask = (1 << ChunkBits) - 1;

    private readonly int _inGraph = graph?.Count ?? 0;
    private readonly List<int[]> _octopus = start is null ? [] : [.. start.Octopus];

    // In pieces, as a million of them is too much to be copied each time there is no more room. One that others have as well is copied when it changes.
    private CommitLinks[][] _chunks = start is null ? new CommitLinks[16][] : [.. start.Chunks];
    private bool[] _isShared = SharedAtFirst(start);

    // Places plus one by hash, each at the first free slot from there on; a power of two of them, half of them free or more.
    private int[] _slots = start is null ? new int[512] : start.Slots;
    private bool _slotsAreShared = start is not null;
    private int _own = start is null ? 0 : start.Count;

    // What another table read: whether the repository still has it was not seen here.
    private readonly int _taken = start is null ? 0 : start.Count;

    // Read from the commits themselves and worth keeping.
    private readonly List<int> _fresh = [];

    /// <summary>How many commits have a number; numbers are 0 to Count - 1.</summary>
    public int Count => _inGraph + _own;

    /// <summary>The graph gives every commit that it holds a generation; without one nothing does.</summary>
    public bool HasGenerations => graph is { HasGenerations: true };

    /// <summary>The generations are corrected dates (generation version 2), in every file of the chain.</summary>
    public bool HasCorrectedDates => graph is { HasCorrectedDates: true };

    /// <summary>The commit's number, a new one at first sight. Whether the commit exists shows when it is read.</summary>
    public int Number(Oid id)
    {
        if (graph is not null && graph.Find(id) is >= 0 and int place)
            return place;
        int slot = Slot(id);
        if (_slots[slot] != 0)
            return _inGraph + _slots[slot] - 1;
        if (_own * 2 == _slots.Length)
        {
            Grow();
            slot = Slot(id);
        }
        else if (_slotsAreShared)
        {
            (_slots, _slotsAreShared) = ([.. _slots], false);
        }
        int own = _own++;
        if (own >> ChunkBits == _chunks.Length)
        {
            Array.Resize(ref _chunks, _chunks.Length * 2);
            Array.Resize(ref _isShared, _chunks.Length);
        }
        if ((own & ChunkMask) == 0)
            _chunks[own >> ChunkBits] = new CommitLinks[1 << ChunkBits];
        ref CommitLinks record = ref ToChange(own);
        record.Id = id;
        record.First = NotRead;
        _slots[slot] = own + 1;
        return _inGraph + own;
    }

    /// <summary>True for a commit that was read here already; false tells nothing.</summary>
    public bool IsKnown(Oid id) => graph?.Find(id) >= 0 || (_slots[Slot(id)] is > 0 and int own && own > _taken && At(own - 1).First != NotRead);

    /// <summary>True for a commit that was read here already or lies in a pack; false tells nothing.</summary>
    public bool IsAtHand(Oid id) => IsKnown(id) || (headers is not null && headers.TryRead(id, out _));

    /// <summary>The id.</summary>
    public Oid IdOf(int node) => node < _inGraph ? graph!.IdAt(node) : At(node - _inGraph).Id;

    /// <summary>The committer date in seconds since 1970, as git reads it (0 where the line is malformed).</summary>
    /// <exception cref="MissingObjectException">The commit is not there.</exception>
    public long DateOf(int node) => node < _inGraph ? graph!.DateAt(node) : Own(node).Date;

    /// <summary>The commit's tree.</summary>
    /// <exception cref="MissingObjectException">The commit is not there.</exception>
    /// <exception cref="MaintainerException">MalformedObject.</exception>
    public Oid TreeOf(int node)
    {
        if (node < _inGraph)
            return graph!.TreeAt(node);
        Oid id = IdOf(node);
        ReadOnlySpan<byte> text = Text(id);
        return text.Length > 45 && text.StartsWith("tree "u8) && Oid.TryParse(text.Slice(5, 40), out Oid tree)
            ? tree
            : throw new MaintainerException("MalformedObject", ErrorKind.InvalidData, id.ToString(), "commit", id, "it names no tree");
    }

    /// <summary>The generation number that the commit-graph has for it, else <see cref="UnknownGeneration"/>.</summary>
    public long GenerationOf(int node) => node < _inGraph && HasGenerations ? graph!.GenerationAt(node) : UnknownGeneration;

    /// <summary>True where <see cref="GenerationOf"/> is less: a corrected date is never before the date, which is quicker to read.</summary>
    public bool IsBelow(int node, long generation) =>
        node < _inGraph && !(HasCorrectedDates && graph!.DateAt(node) >= generation) && GenerationOf(node) < generation;

    /// <summary>The parents, grafts and shallow boundaries applied. <paramref name="two"/> is room for two, over which the answer may lie.</summary>
    /// <exception cref="MissingObjectException">The commit is not there.</exception>
    public ReadOnlySpan<int> Parents(int node, Span<int> two)
    {
        int second;
        if (node < _inGraph)
        {
            (two[0], second) = graph!.ParentsAt(node);
            if (second < None)
                return graph.AllParentsAt(node);
        }
        else
        {
            ref CommitLinks own = ref Own(node);
            second = own.Second;
            if (second < None)
                return _octopus[-2 - second];
            two[0] = own.First;
        }
        two[1] = second;
        return two[..(two[0] == None ? 0 : second == None ? 1 : 2)];
    }

    /// <summary>Two or more parents.</summary>
    public bool IsMerge(int node) => node < _inGraph ? graph!.ParentsAt(node).Second != None : Own(node).Second != None;

    /// <summary>The first parent; -1 for a root.</summary>
    public int FirstParent(int node) => node < _inGraph ? graph!.ParentsAt(node).First : Own(node).First;

    /// <summary>What is known of a commit outside the graph, read if it was not yet.</summary>
    private ref CommitLinks Own(int node)
    {
        if (At(node - _inGraph).First == NotRead)
            Read(node - _inGraph);
        return ref At(node - _inGraph);
    }

    private ref CommitLinks At(int own) => ref _chunks[own >> ChunkBits][own & ChunkMask];

    private ref CommitLinks ToChange(int own)
    {
        int chunk = own >> ChunkBits;
        if (_isShared[chunk])
            (_chunks[chunk], _isShared[chunk]) = ([.. _chunks[chunk]], false);
        return ref At(own);
    }

    private static bool[] SharedAtFirst(LinkSnapshot? start)
    {
        bool[] shared = new bool[start is null ? 16 : start.Chunks.Length];
        Array.Fill(shared, start is not null);
        return shared;
    }

    /// <summary>The slot of an id, or the free one that it would have.</summary>
    private int Slot(Oid id)
    {
        int mask = _slots.Length - 1;
        int slot = id.GetHashCode() & mask;
        while (_slots[slot] is > 0 and int own && At(own - 1).Id != id)
            slot = (slot + 1) & mask;
        return slot;
    }

    // A commit's text, at least to the end of its committer line.
    private ReadOnlySpan<byte> Text(Oid id) =>
        headers is not null && headers.TryRead(id, out ReadOnlySpan<byte> start) ? start : reader.Read(id, ObjectType.Commit);

    private void Grow()
    {
        (_slots, _slotsAreShared) = (new int[_slots.Length * 2], false);
        for (int own = 0; own < _own; own++)
            _slots[Slot(At(own).Id)] = own + 1;
    }

    /// <summary>How many commits outside the graph were read, by this table or by those that it began with.</summary>
    public int ReadCount { get; private set; } = start is null ? 0 : start.Read;

    /// <summary>What was read so far, for other tables to begin with; only of a table that has no graph and nothing that overrides commits.</summary>
    public LinkSnapshot Share()
    {
        Array.Fill(_isShared, true);
        _slotsAreShared = true;
        return new LinkSnapshot([.. _chunks], _own, _slots, [.. _octopus], ReadCount);
    }

    /// <summary>Hands what was read from commits to the lasting index, so that later walks need not read them.</summary>
    public void Keep()
    {
        if (links is null || _fresh.Count < FactStore.WorthKeeping)
            return;
        Span<int> two = stackalloc int[2];
        byte[] room = [];
        foreach (int own in _fresh)
        {
            ReadOnlySpan<int> parents = Parents(_inGraph + own, two);
            int length = 8 + (parents.Length * Oid.Size);
            if (room.Length < length)
                room = new byte[length * 2];
            Span<byte> bytes = room.AsSpan(0, length);
            BinaryPrimitives.WriteInt64LittleEndian(bytes, At(own).Date);
            for (int i = 0; i < parents.Length; i++)
                IdOf(parents[i]).CopyTo(bytes[(8 + (i * Oid.Size))..]);
            links.Value.Add(At(own).Id, bytes);
        }
        _fresh.Clear();
    }

    private void Read(int own)
    {
        Oid id = At(own).Id;
        long date;
        int first = None;
        int second = None;
        List<int>? more = null;
        if (links is not null && links.Value.TryFind(id, out ReadOnlySpan<byte> kept))
        {
            for (int at = 8; at < kept.Length; at += Oid.Size)
                Append(Number(new Oid(kept[at..])));
            date = BinaryPrimitives.ReadInt64LittleEndian(kept);
        }
        else
        {
            ReadOnlySpan<byte> data = Text(id);
            int at = data.IndexOf((byte)'\n') + 1;
            while (data.Length > at + 48 && data[at..].StartsWith("parent "u8) && Oid.TryParse(data.Slice(at + 7, 40), out Oid parent))
            {
                at += 48;
                Append(Number(parent));
            }
            date = CommitterDate(data[at..]);
            if (links is not null)
                _fresh.Add(own);
        }
        if (overrides.ParentsOf(id) is { } instead)
        {
            (first, second, more) = (None, None, null);
            foreach (Oid parent in instead)
                Append(Number(parent));
        }
        ref CommitLinks record = ref ToChange(own);
        record.First = first;
        record.Second = second;
        record.Date = date;
        ReadCount++;
        if (more is not null)
        {
            record.Second = -2 - _octopus.Count;
            _octopus.Add([.. more]);
        }

        void Append(int parent)
        {
            if (first == None)
                first = parent;
            else if (second == None)
                second = parent;
            else
                (more ??= [first, second]).Add(parent);
        }
    }

    /// <summary>The date as git takes it for its walks: the digits after the last '>' of the committer line that follows the author line.</summary>
    private static long CommitterDate(ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)'\n');
        if (!rest.StartsWith("author"u8) || end < 0 || !rest[(end + 1)..].StartsWith("committer"u8))
            return 0;
        rest = rest[(end + 1)..];
        end = rest.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
        ReadOnlySpan<byte> tail = line[(line.LastIndexOf((byte)'>') + 1)..].TrimStart((byte)' ');
        long seconds = 0;
        foreach (byte digit in tail)
        {
            if (digit is < (byte)'0' or > (byte)'9' || seconds > long.MaxValue / 10 - 10)
                break;
            seconds = (seconds * 10) + (digit - '0');
        }
        return seconds;
    }
}
