using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.History.Kept;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History;

/// <summary>How many commits a range has.</summary>
/// <param name="Total">git rev-list --count.</param>
/// <param name="Merges">Those with two or more parents.</param>
public readonly record struct RangeCounts(int Total, int Merges)
{
    /// <summary>git rev-list --count --no-merges.</summary>
    public int NoMerges => Total - Merges;

    internal static RangeCounts Of(CommitTable table, List<int> nodes) => new(nodes.Count, nodes.Count(table.IsMerge));
}

/// <summary>
/// The commits of a repository and how they descend from one another, with grafts, shallow boundaries and replace refs honoured as git does.
/// Caches what it reads. Not for several threads: open one per thread.
/// </summary>
public sealed class CommitHistory
{
    private const int ReleaseEvery = 1 << 17;

    private readonly GitRepository _repository;
    private readonly Dictionary<string, Oid?> _named = [];
    private readonly Func<IObjectReader, LinkSnapshot?, CommitTable> _newTable;

    // The most that was read of parents and dates, by whatever history of this repository; null where tables begin with nothing.
    private LinkSnapshot? _read;

    private CommitHistory(GitRepository repository, IObjectReader objects, Func<IObjectReader, LinkSnapshot?, CommitTable> newTable, LinkSnapshot? read)
    {
        (_repository, Objects, _newTable, _read) = (repository, objects, newTable, read);
        Table = newTable(objects, read);
    }

    // Where what was read is held for the next history; null where it is not, or may not be.
    private (SessionLinks Session, SessionKey Key)? Held { get; init; }

    // A table may begin with what another one read: none has a graph, and nothing overrides what commits record.
    private bool CanShare { get; init; }

    /// <summary>What earlier runs read of commits, messages and patches, and what this one does.</summary>
    internal KeptHistory Kept { get; private init; } = KeptHistory.Nothing();

    /// <summary>How picks are marked, beside the forms that are known.</summary>
    public MarkerStyle Markers { get; private init; } = MarkerStyle.CherryPicked;

    /// <summary>The objects as history sees them: replaced ones read as their replacements.</summary>
    public IObjectReader Objects { get; }

    internal CommitTable Table { get; }

    /// <summary>What is wrong with the commit-graph, which is left aside then; null where nothing is.</summary>
    internal string? GraphDamage { get; private init; }

    /// <summary>The commits whose parents a shallow clone lacks; empty in a whole one.</summary>
    internal IReadOnlyCollection<Oid> Shallow { get; private init; } = [];

    /// <summary>Opens the history of a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="keep">Use what earlier runs read of commits, messages and patches, and let <see cref="Save"/> keep what this one reads.</param>
    /// <param name="markers">How picks are marked, as -Marker names it, beside the forms that are known and what the repository's configuration names.</param>
    /// <param name="session">Holds what is read from one history to the next, where <paramref name="keep"/> says so; null: nothing does.</param>
    /// <exception cref="MaintainerException">InvalidMarkerTemplate.</exception>
    public static CommitHistory Open(GitRepository repository, bool keep = false, IReadOnlyList<string>? markers = null, SessionLinks? session = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        HistoryOverrides overrides = HistoryOverrides.Read(repository);
        // The graph was written from what commits record; git leaves it alone where something overrides that.
        string? damage = null;
        CommitGraph? graph = overrides.Any ? null : CommitGraph.TryOpen(repository, out damage);
        if (graph is not null)
            repository.Own(graph);
        MarkerStyle style = MarkerStyle.Of(repository, markers);
        KeptHistory kept = repository.Own(
            KeptHistory.Open(repository.CommonDirectory, keep, overrides.Replacements.Count > 0, overrides.Any, overrides.Key, style.Key));
        bool canShare = graph is null && !overrides.Any;
        (SessionLinks Session, SessionKey Key)? held = keep && canShare && session is not null ? (session, SessionLinks.KeyOf(repository)) : null;
        return new CommitHistory(repository, repository.Objects, NewTable, held?.Session.Find(held.Value.Key))
        {
            Kept = kept,
            Held = held,
            CanShare = canShare,
            Shallow = overrides.Shallow,
            Markers = style,
            GraphDamage = damage,
        };

        CommitTable NewTable(IObjectReader objects, LinkSnapshot? start) => new(objects, overrides, graph, kept.Links,
            overrides.Replacements.Count == 0 ? repository.Stored.CommitHeaders() : null, start);
    }

    /// <summary>
    /// The same history for another thread, to be made on this one's. It begins with what was read so far; what it reads itself comes here by
    /// <see cref="TakeOver"/>.
    /// </summary>
    internal CommitHistory ForThread()
    {
        NoteRead(Table);
        return new CommitHistory(_repository, Objects, _newTable, _read) { Shallow = Shallow, Markers = Markers, GraphDamage = GraphDamage };
    }

    /// <summary>
    /// The same history with commits that are in memory only: it begins with what was read so far, and nothing of it is kept.
    /// </summary>
    /// <param name="objects">Has those commits, on top of the repository's objects.</param>
    internal CommitHistory Over(IObjectReader objects)
    {
        NoteRead(Table);
        return new CommitHistory(_repository, objects, _newTable, _read) { Shallow = Shallow, Markers = Markers, GraphDamage = GraphDamage };
    }

    /// <summary>Takes what histories of <see cref="ForThread"/> have read, whose threads are through.</summary>
    internal void TakeOver(IEnumerable<CommitHistory> others)
    {
        foreach (CommitHistory other in others)
        {
            other.Table.Keep();
            NoteRead(other.Table);
        }
    }

    /// <summary>
    /// Keeps what was read of commits, messages and patches for later runs, where <see cref="Open"/> was asked to, and for later histories of the session.
    /// </summary>
    public void Save()
    {
        Table.Keep();
        Kept.Save();
        NoteRead(Table);
        if (Held is { } held && _read is { Read: >= FactStore.WorthKeeping } read)
            held.Session.Put(held.Key, read);
    }

    /// <summary>As <see cref="Save"/>; then the files of what is kept are closed, and nothing more is asked of this history.</summary>
    internal void Close()
    {
        Save();
        Kept.Dispose();
    }

    private void NoteRead(CommitTable table)
    {
        if (CanShare && table.ReadCount > (_read?.Read ?? 0))
            _read = table.Share();
    }

    /// <summary>Every so many objects read, and at zero, gives back the pages of packs and of what is kept that looking them up has touched.</summary>
    internal void ReleasePages(int read)
    {
        if (read % ReleaseEvery == 0)
        {
            (Objects as ObjectDatabase)?.ReleasePages();
            Kept.ReleasePages();
        }
    }

    /// <summary>The parents that history walks use: grafts, replace refs and shallow boundaries applied.</summary>
    /// <exception cref="MissingObjectException">The commit is not there.</exception>
    public IReadOnlyList<Oid> ParentsOf(Oid commit)
    {
        Span<int> two = stackalloc int[2];
        ReadOnlySpan<int> parents = Table.Parents(Table.Number(commit), two);
        var ids = new Oid[parents.Length];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = Table.IdOf(parents[i]);
        return ids;
    }

    /// <summary>The tree, of which no more than the commit's header is read.</summary>
    /// <exception cref="MissingObjectException">The commit is not there.</exception>
    /// <exception cref="MaintainerException">MalformedObject.</exception>
    internal Oid TreeOf(Oid commit) => Table.TreeOf(Table.Number(commit));

    /// <summary>True for a commit with two or more parents.</summary>
    public bool IsMerge(Oid commit) => Table.IsMerge(Table.Number(commit));

    /// <summary>What a merge brought to its first parent, itself among it; nothing for what is no merge.</summary>
    public IReadOnlyList<Oid> BroughtBy(Oid commit) => IsMerge(commit) ? Range(ParentsOf(commit)[0], commit, SilentMonitor.Instance) : [];

    /// <summary>git merge-base --all, in its order: the best common ancestors, newest first; empty for unrelated histories.</summary>
    public IReadOnlyList<Oid> MergeBases(Oid a, Oid b) =>
        ToIds(new MergeBaseWalk(Table).MergeBases(Known(a), Known(b)));

    /// <summary>The same for a commit and a merge of <paramref name="others"/> that does not exist: git merge-base --all with several commits.</summary>
    public IReadOnlyList<Oid> MergeBases(Oid commit, IReadOnlyList<Oid> others) =>
        ToIds(new MergeBaseWalk(Table).MergeBases(Known(commit), Known(others)));

    /// <summary>git merge-base --is-ancestor: true when the first is the second or reachable from it.</summary>
    public bool IsAncestor(Oid ancestor, Oid descendant) =>
        new MergeBaseWalk(Table).IsAncestor(Known(ancestor), Known(descendant));

    /// <summary>The commits of <paramref name="since"/>..<paramref name="tip"/>, oldest first: git rev-list --topo-order --reverse.</summary>
    public IReadOnlyList<Oid> Range(Oid since, Oid tip, IOperationMonitor m) => Range(since.IsZero ? [] : [since], [tip], m);

    /// <summary>The commits that some of <paramref name="tips"/> reach and none of <paramref name="excluded"/>, parents first.</summary>
    public IReadOnlyList<Oid> Range(IReadOnlyList<Oid> excluded, IReadOnlyList<Oid> tips, IOperationMonitor m)
    {
        ArgumentNullException.ThrowIfNull(m);
        int[] below = Known(excluded);
        int[] above = Known(tips);
        List<int>? nodes = below.Length == 1 && above.Length == 1 ? StraightRange.Find(Table, below[0], above[0], m) : null;
        nodes ??= IsSurelyEmpty(below, above) ? [] : null;
        // As git: without generation numbers the range is limited by dates and then sorted.
        nodes ??= Table.HasGenerations
            ? new TopologicalWalk(Table).Run(below, above, m)
            : TopologicalOrder.Sort(Table, new RangeWalk(Table).Run(below, above, m));
        nodes.Reverse();
        return ToIds(nodes);
    }

    /// <summary>The same commits in no order.</summary>
    internal CommitSet RangeSet(IReadOnlyList<Oid> excluded, IReadOnlyList<Oid> tips, IOperationMonitor m)
    {
        int[] below = Known(excluded);
        int[] above = Known(tips);
        return new CommitSet(Table, IsSurelyEmpty(below, above) ? []
            : Table.HasGenerations ? new TopologicalWalk(Table).Run(below, above, m) : new RangeWalk(Table).Run(below, above, m));
    }

    /// <summary>True where every tip is excluded, as far as generations tell that without a walk through all above the tips.</summary>
    private bool IsSurelyEmpty(int[] excluded, int[] tips) =>
        Table.HasGenerations && Array.TrueForAll(tips, tip => Array.Exists(excluded, below => new MergeBaseWalk(Table).IsAncestor(tip, below)));

    /// <summary>The commits of <paramref name="since"/>..<paramref name="tip"/>, oldest first: git rev-list --date-order --reverse.</summary>
    public IReadOnlyList<Oid> RangeByDate(Oid since, Oid tip, IOperationMonitor m)
    {
        ArgumentNullException.ThrowIfNull(m);
        List<int> nodes = StraightRange.Find(Table, Known(since), Known(tip), m)
            ?? TopologicalOrder.SortByDate(Table, new RangeWalk(Table).Run([Known(since)], [Known(tip)], m));
        nodes.Reverse();
        return ToIds(nodes);
    }

    /// <summary>The first-parent chain of <paramref name="since"/>..<paramref name="tip"/>, oldest first: git rev-list --first-parent --reverse.</summary>
    public IReadOnlyList<Oid> FirstParentRange(Oid since, Oid tip, IOperationMonitor m)
    {
        List<int> nodes = new RangeWalk(Table) { FirstParent = true }.Run([Known(since)], [Known(tip)], m);
        nodes.Reverse();
        return ToIds(nodes);
    }

    /// <summary>Counts <paramref name="since"/>..<paramref name="tip"/> as git rev-list --count does.</summary>
    /// <param name="since">Excluded with all that it reaches.</param>
    /// <param name="tip">The commit whose history is counted.</param>
    /// <param name="m">Hears cancellation.</param>
    /// <param name="firstParent">As --first-parent: only the first-parent chain is counted.</param>
    public RangeCounts Count(Oid since, Oid tip, IOperationMonitor m, bool firstParent = false) => Count(since, tip, m, firstParent, null);

    internal RangeCounts Count(Oid since, Oid tip, IOperationMonitor m, bool firstParent, IPathComparison? paths)
    {
        if (!firstParent && paths is null)
        {
            RangeReach reach = RangeCounter.Count(Table, Known(since), Known(tip), m);
            return new RangeCounts(reach.Total, reach.Merges);
        }
        return RangeCounts.Of(Table, new RangeWalk(Table) { FirstParent = firstParent, Paths = paths }.Run([Known(since)], [Known(tip)], m));
    }

    /// <summary>
    /// As <see cref="GitRepository.ResolveCommit"/>, but full ids of commits, which come in thousands, are not
    /// looked up through libgit2, which maps whole packs.
    /// </summary>
    /// <exception cref="MaintainerException">RevisionNotFound, AmbiguousRevision, NotACommit, MissingObject.</exception>
    public Oid Resolve(GitRepository repository, string revision)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return Oid.TryParse(revision.AsSpan().Trim(), out Oid id) && Table.IsAtHand(id) ? id : repository.ResolveCommit(revision);
    }

    /// <summary>The commit that digits in a message mean; null where there is none here, or several.</summary>
    internal Oid? FindNamed(string digits)
    {
        if (_named.TryGetValue(digits, out Oid? found))
            return found;
        if (Oid.TryParse(digits.AsSpan(), out Oid id))
        {
            found = Table.IsAtHand(id) || (Objects.TryRead(id, out ObjectType type, out _) && type == ObjectType.Commit) ? id : null;
        }
        else
        {
            try
            {
                found = _repository.ResolveCommit(digits);
            }
            catch (MaintainerException)
            {
                // Digits that name several, or nothing that is a commit.
            }
        }
        return _named[digits] = found;
    }

    /// <summary>The commits of a set that users write ("A..B", "^A B"), parents first; with them the commits that are excluded.</summary>
    /// <exception cref="MaintainerException">As <see cref="Resolve"/>.</exception>
    public (IReadOnlyList<Oid> Commits, IReadOnlyList<Oid> Excluded) ResolveSet(GitRepository repository, RevisionSet set, IOperationMonitor m)
    {
        ArgumentNullException.ThrowIfNull(set);
        var named = new List<Oid>();
        var excluded = new List<Oid>();
        foreach (RevisionSet.Part part in set.Names)
        {
            Oid commit = Resolve(repository, part.Name);
            (part.IsExcluded ? excluded : named).AddRange(
                part.Parents is not { } number ? [commit]
                : number < 0 ? ParentsOf(commit)
                : [Resolve(repository, $"{part.Name}^{number}")]);
        }
        return (named.Count == 0 ? [] : Range([.. excluded.Distinct()], [.. named.Distinct()], m), excluded);
    }

    /// <summary>The numbers of commits that must exist.</summary>
    internal int Known(Oid commit)
    {
        int node = Table.Number(commit);
        Table.DateOf(node);
        return node;
    }

    internal int[] Known(IReadOnlyList<Oid> commits) => [.. commits.Select(Known)];

    internal Oid[] ToIds(IReadOnlyList<int> nodes)
    {
        var ids = new Oid[nodes.Count];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = Table.IdOf(nodes[i]);
        return ids;
    }
}
