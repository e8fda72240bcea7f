using System.Runtime.ExceptionServices;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>
/// The indexes that a history has: those of the files of earlier runs, the newest first, and those that this run made. Each holds a stretch of history whole, so that a
/// question about it needs no other, and one that holds what older ones do takes their place.
/// </summary>
internal sealed class ReferenceIndexes
{
    // So many between two looks at cancellation and progress.
    private const int Batch = 2048;

    // Of other tips, or of stretches that begin elsewhere.
    private const int Most = 4;

    private readonly KeptFiles? _files;
    private readonly ulong _overrides;
    private readonly List<ReferenceIndex> _indexes = [];
    private readonly Queue<string> _unopened;
    private int _saved;

    /// <summary>Uses files of earlier runs; <paramref name="files"/> null: keeps nothing but for this run.</summary>
    /// <param name="files">Where they are.</param>
    /// <param name="overrides">Says which grafts and shallow boundaries there are; an index made under others is not used.</param>
    public ReferenceIndexes(KeptFiles? files, ulong overrides)
    {
        (_files, _overrides) = (files, overrides);
        _unopened = new Queue<string>(files is null ? [] : Enumerable.Reverse(files.Find()));
    }

    /// <summary>The commits that <paramref name="tip"/> reaches and none of <paramref name="excluded"/>, and what their messages say: read, unless an index has them.</summary>
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
            if (_files.TryWrite(stream => stream.Write(index.Bytes)) is not { } written)
                return;
            Tidy(index, written);
        }
    }

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

    /// <summary>Reads messages on all cores.</summary>
    private void ReadMessages(CommitHistory history, List<int> found, ReferenceIndexBuilder builder, IOperationMonitor monitor)
    {
        var summaries = new MessageSummary[Math.Min(Batch, found.Count)];
        using var readers = new ThreadLocal<CommitHeaderReader?>(() => (history.Objects as ObjectDatabase)?.CommitHeaders());
        CommitTable table = history.Table;
        for (int start = 0; start < found.Count; start += Batch)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Reading messages", start, found.Count);
            int first = start;
            int count = Math.Min(Batch, found.Count - start);
            try
            {
                Parallel.For(0, count, i =>
                {
                    Oid commit = table.IdOf(found[first + i]);
                    foreach (ReferenceIndex index in _indexes)
                    {
                        if (index.TrySummary(commit, out summaries[i]))
                            return;
                    }
                    summaries[i] = MessageScan.Read(history.Objects, readers.Value, commit);
                });
            }
            catch (AggregateException e) when (e.InnerExceptions[0] is MaintainerException error)
            {
                // The same error as one after the other would give.
                ExceptionDispatchInfo.Throw(error);
            }
            for (int i = 0; i < count; i++)
                builder.Add(found[start + i], summaries[i]);
            history.ReleasePages(start + count);
        }
        history.ReleasePages(0);
    }
}
