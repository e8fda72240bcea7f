using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.History.Kept;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Followups;

/// <summary>
/// The indexes that a history has: those of the files of earlier runs, the newest first, and those that this run made. Each holds a stretch of
/// history whole, so that a question about it needs no other, and one that holds what older ones do takes their place.
/// </summary>
internal sealed class ReferenceIndexes : IKeptPart
{
    // Of other tips, or of stretches that begin elsewhere.
    private const int Most = 4;

    private readonly KeptFiles? _files;
    private readonly ulong _overrides;
    private readonly List<ReferenceIndex> _indexes = [];
    private readonly Queue<string> _unopened;
    private int _saved;

    /// <summary>Those of a history.</summary>
    internal static ReferenceIndexes Of(CommitHistory history) =>
        history.Kept.Part(() => new ReferenceIndexes(history.Kept.Files("references"), history.Kept.Overrides));

    /// <summary>Uses files of earlier runs; <paramref name="files"/> null: keeps nothing but for this run.</summary>
    /// <param name="files">Where they are.</param>
    /// <param name="overrides">Says which grafts and shallow boundaries there are; an index made under others is not used.</param>
    public ReferenceIndexes(KeptFiles? files, ulong overrides)
    {
        (_files, _overrides) = (files, overrides);
        _unopened = new Queue<string>(files is null ? [] : Enumerable.Reverse(files.Find()));
    }

    /// <summary>
    /// The commits that <paramref name="tip"/> reaches and none of <paramref name="excluded"/>, and what their
    /// messages say: read, unless an index has them.
    /// </summary>
    /// <exception cref="MissingObjectException">A commit is not there.</exception>
    public LaterCommits Open(CommitHistory history, IReadOnlyList<Oid> excluded, Oid tip, IOperationMonitor monitor)
    {
        for (int i = 0; i < _indexes.Count || OpenNext(); i++)
        {
            if (LaterCommits.TryWalk(_indexes[i], excluded, tip) is { } known)
                return known;
        }
        List<int> found = new RangeWalk(history.Table).Run(history.Known(excluded), [history.Known(tip)], monitor);
        var builder = new ReferenceIndexBuilder(history.Table, found);
        ReadMessages(history, found, builder, monitor);
        ReferenceIndex index = builder.Build(tip, excluded, _overrides);
        _indexes.Insert(0, index);
        return LaterCommits.TryWalk(index, excluded, tip)!;
    }

    /// <summary>Keeps what this run read, and drops what that makes needless.</summary>
    public void Save()
    {
        if (_files is null)
            return;
        ReferenceIndex[] all = [.. _indexes.Where(index => index.Path is null)];
        ReferenceIndex[] made = [.. all.SkipLast(_saved).Where(index => index.Count >= FactStore.WorthKeeping)];
        _saved = all.Length;
        // The newest is the first, and may hold all that the others do.
        foreach (ReferenceIndex index in made.Where((index, i) => !made[..i].Any(newer => Holds(newer, index))).Reverse())
        {
            if (_files.TryWrite(index.Write) is not { } written)
                return;
            Tidy(index, written);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _indexes.ForEach(index => index.Dispose());

    private static bool Holds(ReferenceIndex index, ReferenceIndex other) =>
        index.Overrides == other.Overrides && LaterCommits.TryWalk(index, other.Excluded, other.Tip) is not null;

    private void Tidy(ReferenceIndex index, string written)
    {
        int left = 0;
        foreach (string file in Enumerable.Reverse(_files!.Find()).Where(file => file != written))
        {
            using var other = ReferenceIndex.TryOpen(file);
            if (other is null || Holds(index, other) || ++left >= Most)
                KeptFiles.TryDelete(file);
        }
    }

    private bool OpenNext()
    {
        while (_unopened.TryDequeue(out string? file))
        {
            if (ReferenceIndex.TryOpen(file) is not { } index)
            {
                KeptFiles.TryDelete(file);
            }
            else if (index.Overrides == _overrides)
            {
                _indexes.Add(index);
                return true;
            }
            else
            {
                index.Dispose();
            }
        }
        return false;
    }

    /// <summary>Reads messages, but of commits that an index has.</summary>
    private void ReadMessages(CommitHistory history, List<int> found, ReferenceIndexBuilder builder, IOperationMonitor monitor)
    {
        CommitTable table = history.Table;
        CommitBulk.Read(
            history,
            found.Count,
            i => table.IdOf(found[i]),
            commit => _indexes.Exists(index => index.Find(commit) >= 0),
            commit =>
            {
                foreach (ReferenceIndex index in _indexes)
                {
                    if (index.TrySummary(commit.Id, out MessageSummary known))
                        return known;
                }
                return MessageScan.Read(history.Objects, commit, history.Markers);
            },
            (i, summary) => builder.Add(found[i], summary),
            monitor);
    }
}
