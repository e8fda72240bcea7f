using System.Runtime.InteropServices;
using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>Lays out a <see cref="ReferenceIndex"/>.</summary>
internal sealed class ReferenceIndexBuilder
{
    private readonly CommitTable _table;
    private readonly int[] _nodes;
    private readonly MessageSummary[] _summaries;
    private readonly Oid[] _ids;
    private readonly int[] _numbers;
    private readonly List<Oid> _boundaries = [];
    private readonly Dictionary<int, int> _boundaryNumbers = [];
    private readonly List<int> _edges = [];
    private readonly MemoryStream _text = new();

    private ReferenceIndexBuilder(CommitTable table, IReadOnlyList<int> found, MessageSummary[] summaries)
    {
        _table = table;
        _ids = new Oid[found.Count];
        int[] order = new int[found.Count];
        for (int i = 0; i < order.Length; i++)
            (_ids[i], order[i]) = (table.IdOf(found[i]), i);
        Array.Sort(_ids, order);
        _nodes = Array.ConvertAll(order, place => found[place]);
        _summaries = Array.ConvertAll(order, place => summaries[place]);
        _numbers = new int[table.Count];
        Array.Fill(_numbers, -1);
        for (int i = 0; i < _nodes.Length; i++)
            _numbers[_nodes[i]] = i;
    }

    /// <summary>The index of commits as a walk from <paramref name="tip"/> found them, with the summaries of their messages.</summary>
    public static ReferenceIndex Build(CommitTable table, Oid tip, IReadOnlyList<Oid> excluded, ulong overrides, IReadOnlyList<int> found, MessageSummary[] summaries) =>
        ReferenceIndex.Take(new ReferenceIndexBuilder(table, found, summaries).Build(tip, excluded, overrides));

    private unsafe byte[] Build(Oid tip, IReadOnlyList<Oid> excluded, ulong overrides)
    {
        int[] first = new int[_nodes.Length];
        int[] second = new int[_nodes.Length];
        for (int i = 0; i < _nodes.Length; i++)
            (first[i], second[i]) = ParentsOf(_nodes[i]);
        var known = KnownCommits.OfSorted(_ids);
        var referrers = new List<int>();
        var rows = new List<int>();
        for (int i = 0; i < _nodes.Length; i++)
        {
            if (_summaries[i].References is not { } references)
                continue;
            referrers.AddRange([i, rows.Count / 3, Put(_summaries[i].Subject!)]);
            foreach (MessageReference reference in references)
                AddRow(rows, reference, known);
        }
        referrers.AddRange([-1, rows.Count / 3, 0]);
        var sizes = new ReferenceIndexSizes([_nodes.Length, _boundaries.Count, excluded.Count, _edges.Count, (referrers.Count / 3) - 1, rows.Count / 3, (int)_text.Length]);
        byte[] data = GC.AllocateArray<byte>(checked((int)sizes.Length + 8), pinned: true);
        Span<int> header = MemoryMarshal.Cast<byte, int>(data.AsSpan(0, ReferenceIndex.HeaderSize));
        MemoryMarshal.Write(data, ReferenceIndex.Magic);
        new[] { sizes.Commits, sizes.Boundaries, sizes.Excluded, sizes.EdgeCount, sizes.Referrers, sizes.Rows, sizes.TextLength }.CopyTo(header[2..]);
        tip.CopyTo(data.AsSpan(40));
        MemoryMarshal.Write(data.AsSpan(64), overrides);
        Span<int> fanout = MemoryMarshal.Cast<byte, int>(data.AsSpan(ReferenceIndex.HeaderSize, ReferenceIndex.FanoutSize));
        int at = (int)sizes.Ids;
        foreach (Oid id in _ids)
        {
            id.CopyTo(data.AsSpan(at));
            fanout[data[at]]++;
            at += Oid.Size;
        }
        for (int i = 1; i < fanout.Length; i++)
            fanout[i] += fanout[i - 1];
        foreach (Oid id in _boundaries.Concat(excluded))
        {
            id.CopyTo(data.AsSpan(at));
            at += Oid.Size;
        }
        Span<ulong> subjects = MemoryMarshal.Cast<byte, ulong>(data.AsSpan((int)sizes.Subjects, _nodes.Length * 8));
        for (int i = 0; i < subjects.Length; i++)
            subjects[i] = _summaries[i].SubjectKey;
        Copy(first, sizes.First);
        Copy(second, sizes.Second);
        Copy(CollectionsMarshal.AsSpan(_edges), sizes.Edges);
        Copy(CollectionsMarshal.AsSpan(referrers), sizes.ReferrerTable);
        Copy(CollectionsMarshal.AsSpan(rows), sizes.RowTable);
        _text.GetBuffer().AsSpan(0, (int)_text.Length).CopyTo(data.AsSpan((int)sizes.Text));
        fixed (byte* start = data)
        {
            ulong checksum = FactSegment.Checksum(start, sizes.Length);
            MemoryMarshal.Write(data.AsSpan((int)sizes.Length), checksum);
        }
        return data;

        void Copy(ReadOnlySpan<int> from, long to) => MemoryMarshal.AsBytes(from).CopyTo(data.AsSpan((int)to));
    }

    private (int First, int Second) ParentsOf(int node)
    {
        Span<int> two = stackalloc int[2];
        ReadOnlySpan<int> parents = _table.Parents(node, two);
        if (parents.Length <= 2)
            return (parents.Length > 0 ? NumberOf(parents[0]) : ReferenceIndex.None, parents.Length > 1 ? NumberOf(parents[1]) : ReferenceIndex.None);
        int start = _edges.Count;
        _edges.Add(parents.Length);
        foreach (int parent in parents)
            _edges.Add(NumberOf(parent));
        return (_edges[start + 1], -2 - start);
    }

    private int NumberOf(int node)
    {
        if (node < _numbers.Length && _numbers[node] >= 0)
            return _numbers[node];
        if (!_boundaryNumbers.TryGetValue(node, out int number))
        {
            _boundaryNumbers[node] = number = _nodes.Length + _boundaries.Count;
            _boundaries.Add(_table.IdOf(node));
        }
        return number;
    }

    private void AddRow(List<int> rows, MessageReference reference, KnownCommits known)
    {
        int target = reference.Digits.Length > 0 && known.Find(reference.Digits) is { } named ? _numbers[_table.Number(named)] : -1;
        int flags = (int)reference.Kind | (reference.IsTag ? 64 : 0) | (reference.Subject is null ? 0 : 128);
        rows.AddRange([target, flags, Put(reference.Digits)]);
        if (reference.Subject is not null)
            Put(reference.Subject);
    }

    private int Put(string text)
    {
        int start = (int)_text.Length;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        MemoryMarshal.Write(length, bytes.Length);
        _text.Write(length);
        _text.Write(bytes);
        return start;
    }
}
