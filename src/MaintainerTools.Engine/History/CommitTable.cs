using System.Buffers.Binary;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>
/// Commits under small numbers, so that walks are arithmetic on arrays. A commit gets its number when it is first named; its parents and date
/// are read when they are first asked for. Those of the commit-graph come first and have its places as numbers. Not for several threads.
/// </summary>
internal sealed class CommitTable(IObjectReader reader, HistoryOverrides overrides, CommitGraph? graph, FactStore? links = null)
{
    /// <summary>The generation of a commit that no commit-graph knows: above every number that one holds.</summary>
    public const long UnknownGeneration = long.MaxValue;

    // Values of _first.
    private const int NotRead = -2;
    private const int None = -1;

    private readonly int _inGraph = graph?.Count ?? 0;
    private readonly Dictionary<Oid, int> _numbers = [];
    private readonly List<int[]> _octopus = [];
    private Oid[] _ids = new Oid[256];
    private int[] _first = new int[256];

    // The second parent; None; or, for three and more parents, -2 - index into _octopus.
    private int[] _second = new int[256];
    private long[] _dates = new long[256];
    private int _own;

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
        if (_numbers.TryGetValue(id, out int known))
            return _inGraph + known;
        if (_own == _ids.Length)
        {
            int size = _own * 2;
            Array.Resize(ref _ids, size);
            Array.Resize(ref _first, size);
            Array.Resize(ref _second, size);
            Array.Resize(ref _dates, size);
        }
        int number = _own++;
        _ids[number] = id;
        _first[number] = NotRead;
        _numbers.Add(id, number);
        return _inGraph + number;
    }

    /// <summary>True for a commit that was read here already; false tells nothing.</summary>
    public bool IsKnown(Oid id) => graph?.Find(id) >= 0 || (_numbers.TryGetValue(id, out int own) && _first[own] != NotRead);

    /// <summary>The id.</summary>
    public Oid IdOf(int node) => node < _inGraph ? graph!.IdAt(node) : _ids[node - _inGraph];

    /// <summary>The committer date in seconds since 1970, as git reads it (0 where the line is malformed).</summary>
    /// <exception cref="MissingObjectException">The commit is not there.</exception>
    public long DateOf(int node) => node < _inGraph ? graph!.DateAt(node) : _dates[Own(node)];

    /// <summary>The generation number that the commit-graph has for it, else <see cref="UnknownGeneration"/>.</summary>
    public long GenerationOf(int node) => node < _inGraph && HasGenerations ? graph!.GenerationAt(node) : UnknownGeneration;

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
            int own = Own(node);
            second = _second[own];
            if (second < None)
                return _octopus[-2 - second];
            two[0] = _first[own];
        }
        two[1] = second;
        return two[..(two[0] == None ? 0 : second == None ? 1 : 2)];
    }

    /// <summary>Two or more parents.</summary>
    public bool IsMerge(int node) => node < _inGraph ? graph!.ParentsAt(node).Second != None : _second[Own(node)] != None;

    /// <summary>The first parent; -1 for a root.</summary>
    public int FirstParent(int node) => node < _inGraph ? graph!.ParentsAt(node).First : _first[Own(node)];

    /// <summary>The place of a commit outside the graph in the arrays here, read if it was not yet.</summary>
    private int Own(int node)
    {
        int own = node - _inGraph;
        if (_first[own] == NotRead)
            Read(own);
        return own;
    }

    /// <summary>Hands what was read from commits to the lasting index, so that later walks need not read them.</summary>
    public void Keep()
    {
        if (links is null || _fresh.Count < FactStore.WorthKeeping)
            return;
        Span<int> two = stackalloc int[2];
        foreach (int own in _fresh)
        {
            ReadOnlySpan<int> parents = Parents(_inGraph + own, two);
            byte[] bytes = new byte[8 + (parents.Length * Oid.Size)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, _dates[own]);
            for (int i = 0; i < parents.Length; i++)
                IdOf(parents[i]).CopyTo(bytes.AsSpan(8 + (i * Oid.Size)));
            links.Add(_ids[own], bytes);
        }
        _fresh.Clear();
    }

    private void Read(int own)
    {
        Oid id = _ids[own];
        int first = None;
        int second = None;
        List<int>? more = null;
        if (links is not null && links.TryFind(id, out ReadOnlySpan<byte> kept))
        {
            for (int at = 8; at < kept.Length; at += Oid.Size)
                Append(Number(new Oid(kept[at..])));
            _dates[own] = BinaryPrimitives.ReadInt64LittleEndian(kept);
        }
        else
        {
            ReadOnlySpan<byte> data = reader.Read(id, ObjectType.Commit);
            int at = data.IndexOf((byte)'\n') + 1;
            while (data.Length > at + 48 && data[at..].StartsWith("parent "u8) && Oid.TryParse(data.Slice(at + 7, 40), out Oid parent))
            {
                at += 48;
                Append(Number(parent));
            }
            _dates[own] = CommitterDate(data[at..]);
            if (links is not null)
                _fresh.Add(own);
        }
        if (overrides.ParentsOf(id) is { } instead)
        {
            (first, second, more) = (None, None, null);
            foreach (Oid parent in instead)
                Append(Number(parent));
        }
        _first[own] = first;
        _second[own] = second;
        if (more is not null)
        {
            _second[own] = -2 - _octopus.Count;
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
