using System.Runtime.InteropServices;
using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>Lays out a <see cref="ReferenceIndex"/>. Of messages that name no commit, as most do, it holds a number each.</summary>
internal sealed class ReferenceIndexBuilder
{
    private readonly CommitTable _table;
    private readonly List<int> _found;
    private readonly Oid[] _ids;
    private readonly int[] _numbers;
    private readonly ulong[] _subjects;
    private readonly KnownCommits _known;
    private readonly List<Oid> _boundaries = [];
    private readonly Dictionary<int, int> _boundaryNumbers = [];
    private readonly List<int> _edges = [];

    // In the order in which they came: the commit, its first row and how many it has, its subject.
    private readonly List<(int Number, int Row, int Rows, int Subject)> _referrers = [];
    private readonly List<int> _rows = [];
    private readonly MemoryStream _text = new();

    /// <summary>Begins with the commits as a walk found them.</summary>
    public ReferenceIndexBuilder(CommitTable table, List<int> found)
    {
        (_table, _found) = (table, found);
        _ids = new Oid[found.Count];
        int[] nodes = new int[found.Count];
        for (int i = 0; i < nodes.Length; i++)
            (_ids[i], nodes[i]) = (table.IdOf(found[i]), found[i]);
        Array.Sort(_ids, nodes);
        _numbers = new int[table.Count];
        Array.Fill(_numbers, -1);
        for (int i = 0; i < nodes.Length; i++)
            _numbers[nodes[i]] = i;
        _subjects = new ulong[found.Count];
        _known = KnownCommits.OfSorted(_ids);
    }

    /// <summary>Adds what the message of a commit says.</summary>
    public void Add(int node, in MessageSummary summary)
    {
        int number = _numbers[node];
        _subjects[number] = summary.SubjectKey;
        if (summary.References is not { } references)
            return;
        _referrers.Add((number, _rows.Count / 3, references.Count, Put(summary.Subject!)));
        foreach (MessageReference reference in references)
            AddRow(reference);
    }

    /// <summary>The index of the commits from <paramref name="tip"/> on, all of which were added.</summary>
    public ReferenceIndex Build(Oid tip, IReadOnlyList<Oid> excluded, ulong overrides) => ReferenceIndex.Take(Bytes(tip, excluded, overrides));

    private unsafe byte[] Bytes(Oid tip, IReadOnlyList<Oid> excluded, ulong overrides)
    {
        int[] first = new int[_ids.Length];
        int[] second = new int[_ids.Length];
        foreach (int node in _found)
            (first[_numbers[node]], second[_numbers[node]]) = ParentsOf(node);
        (int[] referrers, int[] rows) = Referrers();
        var sizes = new ReferenceIndexSizes([_ids.Length, _boundaries.Count, excluded.Count, _edges.Count, _referrers.Count, rows.Length / 3, (int)_text.Length]);
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
        MemoryMarshal.AsBytes(_subjects.AsSpan()).CopyTo(data.AsSpan((int)sizes.Subjects));
        Copy(first, sizes.First);
        Copy(second, sizes.Second);
        Copy(CollectionsMarshal.AsSpan(_edges), sizes.Edges);
        Copy(referrers, sizes.ReferrerTable);
        Copy(rows, sizes.RowTable);
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
            _boundaryNumbers[node] = number = _ids.Length + _boundaries.Count;
            _boundaries.Add(_table.IdOf(node));
        }
        return number;
    }

    private void AddRow(MessageReference reference)
    {
        int target = reference.Digits.Length > 0 && _known.Find(reference.Digits) is { } named ? _numbers[_table.Number(named)] : -1;
        int flags = (int)reference.Kind | (reference.IsTag ? 64 : 0) | (reference.Subject is null ? 0 : 128);
        _rows.AddRange([target, flags, Put(reference.Digits)]);
        if (reference.Subject is not null)
            Put(reference.Subject);
    }

    /// <summary>The commits that name others, by number, and what they name in the same order.</summary>
    private (int[] Referrers, int[] Rows) Referrers()
    {
        _referrers.Sort();
        int[] referrers = new int[(_referrers.Count + 1) * 3];
        int[] rows = new int[_rows.Count];
        int to = 0;
        for (int i = 0; i < _referrers.Count; i++)
        {
            (int number, int row, int count, int subject) = _referrers[i];
            (referrers[i * 3], referrers[(i * 3) + 1], referrers[(i * 3) + 2]) = (number, to / 3, subject);
            _rows.CopyTo(row * 3, rows, to, count * 3);
            to += count * 3;
        }
        (referrers[^3], referrers[^2]) = (-1, to / 3);
        return (referrers, rows);
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
