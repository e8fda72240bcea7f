using System.Runtime.InteropServices;
using System.Text;
using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;

namespace MaintainerTools.Engine.History.Followups;

/// <summary>Lays out a <see cref="ReferenceIndex"/>. Of messages that name no commit, as most do, it holds a number each.</summary>
internal sealed class ReferenceIndexBuilder
{
    private readonly CommitTable _table;
    private readonly List<int> _found;
    private readonly int[] _numbers;
    private readonly List<Oid> _boundaries = [];
    private readonly Dictionary<int, int> _boundaryNumbers = [];
    private readonly List<int> _edges = [];

    // In the order in which they came: the commit, its first row and how many it has, its subject.
    private readonly List<(int Number, int Row, int Rows, int Subject)> _referrers = [];
    private readonly List<int> _rows = [];
    private readonly MemoryStream _text = new();

    // What there is of every commit is laid out where it stays.
    private readonly ReferenceIndexSizes _sizes;
    private readonly byte[] _commits;

    /// <summary>Begins with the commits as a walk found them.</summary>
    public ReferenceIndexBuilder(CommitTable table, List<int> found)
    {
        (_table, _found) = (table, found);
        _sizes = new ReferenceIndexSizes([found.Count, 0, 0, 0, 0, 0, 0]);
        _commits = GC.AllocateArray<byte>(checked((int)_sizes.CommitsLength), pinned: true);
        Span<Oid> ids = MemoryMarshal.Cast<byte, Oid>(Part(_sizes.Ids, found.Count * Oid.Size));
        int[] nodes = [.. found];
        for (int i = 0; i < nodes.Length; i++)
            ids[i] = table.IdOf(nodes[i]);
        MemoryExtensions.Sort(ids, nodes.AsSpan());
        Span<int> fanout = MemoryMarshal.Cast<byte, int>(Part(ReferenceIndex.HeaderSize, FanoutTable.Size));
        for (int i = 0; i < nodes.Length; i++)
        {
            // An id's own bytes, in place of how it is held.
            Oid id = ids[i];
            int at = (int)_sizes.Ids + (i * Oid.Size);
            id.CopyTo(_commits.AsSpan(at));
            fanout[_commits[at]]++;
        }
        for (int i = 1; i < fanout.Length; i++)
            fanout[i] += fanout[i - 1];
        _numbers = new int[table.Count];
        Array.Fill(_numbers, -1);
        for (int i = 0; i < nodes.Length; i++)
            _numbers[nodes[i]] = i;
    }

    /// <summary>Adds what the message of a commit says.</summary>
    public void Add(int node, in MessageSummary summary)
    {
        int number = _numbers[node];
        MemoryMarshal.Write(Part(_sizes.Subjects + (number * 8L), 8), summary.SubjectKey);
        if (summary.IsSilent)
            return;
        int first = _rows.Count / 3;
        int subject = Put(summary.Subject ?? "");
        foreach (string source in summary.Sources ?? [])
            AddRow(source, null, ReferenceIndex.SourceFlag);
        foreach (MessageReference reference in summary.References ?? [])
            AddRow(reference.Digits, reference.Subject, (int)reference.Kind | (reference.IsTag ? 64 : 0));
        foreach (string request in summary.Requests ?? [])
            _rows.AddRange([-1, ReferenceIndex.RequestFlag, Put(request)]);
        _referrers.Add((number, first, (_rows.Count / 3) - first, subject));
    }

    /// <summary>The index of the commits from <paramref name="tip"/> on, all of which were added.</summary>
    public ReferenceIndex Build(Oid tip, IReadOnlyList<Oid> excluded, ulong overrides)
    {
        Span<int> first = MemoryMarshal.Cast<byte, int>(Part(_sizes.First, _found.Count * sizeof(int)));
        Span<int> second = MemoryMarshal.Cast<byte, int>(Part(_sizes.Second, _found.Count * sizeof(int)));
        foreach (int node in _found)
            (first[_numbers[node]], second[_numbers[node]]) = ParentsOf(node);
        (int[] referrers, int[] rows) = Referrers();
        int[] header = [_found.Count, _boundaries.Count, excluded.Count, _edges.Count, _referrers.Count, rows.Length / 3, (int)_text.Length];
        MemoryMarshal.Write(_commits, ReferenceIndex.Magic);
        header.CopyTo(MemoryMarshal.Cast<byte, int>(_commits.AsSpan(8)));
        tip.CopyTo(_commits.AsSpan(40));
        MemoryMarshal.Write(_commits.AsSpan(64), overrides);

        var sizes = new ReferenceIndexSizes(header);
        byte[] rest = GC.AllocateArray<byte>(checked((int)(sizes.Length - sizes.CommitsLength)), pinned: true);
        Copy(CollectionsMarshal.AsSpan(_edges), sizes.Edges);
        Copy(referrers, sizes.ReferrerTable);
        Copy(rows, sizes.RowTable);
        int at = (int)(sizes.Beyond - sizes.CommitsLength);
        foreach (Oid id in _boundaries.Concat(excluded))
        {
            id.CopyTo(rest.AsSpan(at));
            at += Oid.Size;
        }
        _text.GetBuffer().AsSpan(0, (int)_text.Length).CopyTo(rest.AsSpan((int)(sizes.Text - sizes.CommitsLength)));
        return ReferenceIndex.Take(_commits, rest);

        void Copy(ReadOnlySpan<int> from, long to) => MemoryMarshal.AsBytes(from).CopyTo(rest.AsSpan((int)(to - sizes.CommitsLength)));
    }

    private Oid IdAt(int number) => new(Part(_sizes.Ids + ((long)number * Oid.Size), Oid.Size));

    private Span<byte> Part(long start, int length) => _commits.AsSpan((int)start, length);

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
            _boundaryNumbers[node] = number = _found.Count + _boundaries.Count;
            _boundaries.Add(_table.IdOf(node));
        }
        return number;
    }

    private void AddRow(string digits, string? subject, int flags)
    {
        int target = digits.Length > 0 ? KnownCommits.Find(digits, _found.Count, IdAt) : -1;
        _rows.AddRange([target, flags | (subject is null ? 0 : 128), Put(digits)]);
        if (subject is not null)
            Put(subject);
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
