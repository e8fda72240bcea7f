using System.Globalization;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Grading;

/// <summary>
/// Finds the upstream commit whose changed lines are closest to a commit's: the last resort for a pick without marker whose text and subject were both changed.
/// Only a commit that shares at least half of the changed lines (white space left out), and more than any other, counts.
/// </summary>
internal sealed class DiffPairer(CommitHistory history, IObjectReader objects, IReadOnlyCollection<Oid> upstream, IOperationMonitor monitor)
{
    private const double LeastShare = 0.5;

    // Those that share the most paths; a path that everything touches (a changelog) says little of one commit.
    private const int Candidates = 50;

    private Dictionary<string, List<Oid>>? _byPath;

    /// <summary>The closest commit and how much it shares, in words; null where none is close, or two are equally close.</summary>
    internal (Oid Commit, string Share)? Find(CommitObject commit)
    {
        if (LinesOf(commit.Id) is not { } lines || lines.Count == 0)
            return null;
        (Oid Commit, double Share) best = default;
        bool tied = false;
        foreach (Oid id in Nearby(PathsOf(commit.Id)))
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            if (LinesOf(id) is not { } other)
                continue;
            int common = lines.Sum(l => Math.Min(l.Value, other.GetValueOrDefault(l.Key)));
            double share = 2.0 * common / (lines.Values.Sum() + other.Values.Sum());
            if (share > best.Share)
                (best, tied) = ((id, share), false);
            else if (share == best.Share)
                tied = true;
        }
        return tied || best.Share < LeastShare ? null
            : (best.Commit, string.Create(CultureInfo.InvariantCulture, $"{100 * best.Share:f0} % of the changed lines"));
    }

    /// <summary>The commits that share the most of these paths, those first; a path that few change counts more.</summary>
    internal IReadOnlyList<Oid> Nearby(IEnumerable<string> paths)
    {
        Dictionary<string, List<Oid>> byPath = ByPath();
        var shared = new Dictionary<Oid, double>();
        foreach (string path in paths)
        {
            foreach (Oid id in byPath.GetValueOrDefault(path) ?? [])
                shared[id] = shared.GetValueOrDefault(id) + (1.0 / byPath[path].Count);
        }
        return [.. shared.OrderByDescending(s => s.Value).ThenBy(s => s.Key.ToString(), StringComparer.Ordinal).Take(Candidates).Select(s => s.Key)];
    }

    /// <summary>The changed lines from one tree to another, with their signs and how often each is there; white space and lines of none left out.</summary>
    internal Dictionary<string, int> LinesBetween(Oid old, Oid @new, IObjectReader? reader = null)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string line in FilePatch.Compute(reader ?? objects, old, @new).SelectMany(f => f.Lines)
            .Select(FilePatch.WithoutSpace).Where(l => l.Length > 2))
            lines[line] = lines.GetValueOrDefault(line) + 1;
        return lines;
    }

    /// <summary>Of several commits the one whose changed lines are closest to a commit's; the first where all are equally far.</summary>
    internal Oid Closest(Oid commit, IReadOnlyList<Oid> among)
    {
        Dictionary<string, int> lines = LinesOf(commit) ?? [];
        return among.MaxBy(id => LinesOf(id) is { } other ? lines.Sum(l => Math.Min(l.Value, other.GetValueOrDefault(l.Key)))
            * 2.0 / Math.Max(1, lines.Values.Sum() + other.Values.Sum()) : 0);
    }

    private Dictionary<string, List<Oid>> ByPath()
    {
        if (_byPath is not null)
            return _byPath;
        _byPath = new Dictionary<string, List<Oid>>(StringComparer.Ordinal);
        long done = 0;
        foreach (Oid id in upstream)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Reading changed paths", ++done, upstream.Count);
            foreach (string path in PathsOf(id))
            {
                if (!_byPath.TryGetValue(path, out List<Oid>? list))
                    _byPath[path] = list = [];
                list.Add(id);
            }
        }
        return _byPath;
    }

    internal IEnumerable<string> PathsOf(Oid id)
    {
        try
        {
            return Trees(id) is { } trees ? TreeDiff.Compute(objects, trees.Old, trees.New).Select(c => c.Path) : [];
        }
        catch (MissingObjectException)
        {
            return [];
        }
    }

    /// <summary>The changed lines with their signs and how often each is there; null for a merge, and where an object is missing.</summary>
    internal Dictionary<string, int>? LinesOf(Oid id)
    {
        try
        {
            return Trees(id) is { } trees ? LinesBetween(trees.Old, trees.New) : null;
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }

    private (Oid Old, Oid New)? Trees(Oid id)
    {
        IReadOnlyList<Oid> parents = history.ParentsOf(id);
        return parents.Count > 1 || history.Shallow.Contains(id) ? null : (CommitTrees.FirstOf(objects, parents), objects.ReadCommit(id).Tree);
    }
}
