using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging.Renames;

/// <summary>
/// Finds which added files of one side are renames of deleted ones: same content first, then same base name, then whatever is most
/// alike. What does not matter for the merge is left out of the costly last step.
/// </summary>
internal sealed class RenameSearch
{
    private const int MaxScore = 60000;
    private const int LeastScore = MaxScore / 2;

    // A pair found by its name alone must be more alike than one found by comparing all with all.
    private const int LeastBaseNameScore = LeastScore + ((MaxScore - LeastScore) / 2);
    private const int CandidatesPerTarget = 4;
    private const int MaxIdenticalTried = 100;

    private readonly ObjectCache _objects;
    private readonly RenameState _renames;
    private readonly int _limit;
    private readonly MergeAttributes _attributes;
    private readonly List<FilePair> _targets = [];
    private int _found;
    private List<PairEnd> _sources = [];
    private FolderRenameCounts? _folders;

    internal RenameSearch(ObjectCache objects, RenameState renames, int limit, MergeAttributes attributes)
    {
        _objects = objects;
        _renames = renames;
        _limit = limit;
        _attributes = attributes;
    }

    /// <summary>Turns added and deleted pairs into renames. True when there were too many to compare them all.</summary>
    internal bool Run()
    {
        foreach (FilePair pair in _renames.Pairs)
        {
            // Empty files are all alike; no rename is seen in them.
            if (!pair.Old.IsPresent && pair.New.Version.Id != Oid.EmptyBlob)
                _targets.Add(pair);
            else if (pair.Old.IsPresent && pair.Old.Version.Id != Oid.EmptyBlob)
                _sources.Add(pair.Old);
        }
        bool tooMany = _targets.Count > 0 && _sources.Count > 0 && Search();
        _renames.Pairs = [.. _renames.Pairs.Where(p => p.New.IsPresent || !p.Old.IsUsed)];
        foreach (FilePair pair in _renames.Pairs)
            pair.SetStatus();
        _folders?.DropIrrelevant();
        return tooMany;
    }

    private bool Search()
    {
        FindIdentical();
        _sources = [.. _sources.Where(s => !s.IsUsed)];
        _folders = new FolderRenameCounts(_renames);
        _folders.Start(_targets);
        FindByBaseName();
        _sources = [.. _sources.Where(s => !s.IsUsed && _renames.Relevant.ContainsKey(s.Path))];
        _sources = _folders.DropSettled(_sources);
        long targets = _targets.Count - _found;
        if (targets == 0 || _sources.Count == 0)
            return false;
        if (_limit > 0 && targets * _sources.Count > (long)_limit * _limit)
            return true;
        FindAlike();
        return false;
    }

    private void Record(FilePair target, PairEnd source)
    {
        source.IsUsed = true;
        target.Old = source;
        _found++;
    }

    private void FindIdentical()
    {
        // Sources with the same content are chained in their order.
        var first = new Dictionary<Oid, int>(_sources.Count);
        int[] next = new int[_sources.Count];
        for (int i = _sources.Count - 1; i >= 0; i--)
        {
            next[i] = first.GetValueOrDefault(_sources[i].Version.Id, -1);
            first[_sources[i].Version.Id] = i;
        }
        foreach (FilePair target in _targets)
        {
            PairEnd? best = null;
            int bestScore = -1, tries = MaxIdenticalTried;
            for (int i = first.GetValueOrDefault(target.New.Version.Id, -1); i >= 0; i = next[i])
            {
                PairEnd source = _sources[i];
                if ((!EntryMode.IsFile(source.Version.Mode) || !EntryMode.IsFile(target.New.Version.Mode)) && source.Version.Mode != target.New.Version.Mode)
                    continue;
                if (source.IsUsed)
                    continue;
                int score = SameBaseName(source.Path, target.New.Path) ? 2 : 1;
                if (score > bestScore)
                    (best, bestScore) = (source, score);
                if (score == 2 || --tries == 0)
                    break;
            }
            if (best is not null)
                Record(target, best);
        }
    }

    private void FindByBaseName()
    {
        // Index of the only one with a base name; -1 where there are several.
        var sources = new Dictionary<string, int>(_sources.Count, BaseNames.Instance);
        for (int i = 0; i < _sources.Count; i++)
        {
            if (!sources.TryAdd(_sources[i].Path, i))
                sources[_sources[i].Path] = -1;
        }
        var targets = new Dictionary<string, int>(_targets.Count, BaseNames.Instance);
        for (int i = 0; i < _targets.Count; i++)
        {
            if (!_targets[i].IsRename && !targets.TryAdd(_targets[i].New.Path, i))
                targets[_targets[i].New.Path] = -1;
        }
        foreach (PairEnd source in _sources)
        {
            if (!_renames.Relevant.ContainsKey(source.Path))
                continue;
            if (!targets.TryGetValue(source.Path, out int target))
                continue;
            if (sources[source.Path] == -1 || target == -1)
                target = _folders!.GuessTarget(source.Path);
            if (target == -1 || _targets[target].IsRename)
                continue;
            FilePair pair = _targets[target];
            if (ScoreOf(source, pair.New, LeastBaseNameScore, LeastBaseNameScore) < LeastBaseNameScore)
                continue;
            Record(pair, source);
            _folders!.Count(source.Path, pair.New.Path);
        }
    }

    private readonly record struct Candidate(int Source, int Target, int Score, bool SameName)
    {
        internal static readonly Candidate None = new(-1, -1, 0, false);

        /// <summary>Positive when <paramref name="y"/> is to be preferred.</summary>
        internal static int Compare(Candidate x, Candidate y)
        {
            if (x.Target < 0)
                return y.Target >= 0 ? 1 : 0;
            if (y.Target < 0)
                return -1;
            return x.Score == y.Score ? (y.SameName ? 1 : 0) - (x.SameName ? 1 : 0) : y.Score - x.Score;
        }
    }

    private void FindAlike()
    {
        var all = new List<Candidate>();
        var keys = new HashSet<(int Score, bool SameName)>();
        Span<Candidate> best = stackalloc Candidate[CandidatesPerTarget];
        for (int i = 0; i < _targets.Count; i++)
        {
            if (_targets[i].IsRename)
                continue;
            // Which of equal candidates comes first depends on those too low to count as well: they fill the places before.
            if (!FindBest(i, best, LeastScore, keys))
                FindBest(i, best, 0, keys);
            foreach (Candidate candidate in best)
            {
                if (candidate.Target >= 0 && candidate.Score >= LeastScore)
                    all.Add(candidate);
            }
        }
        // OrderBy keeps the order of equals, as git's sort does here.
        foreach (Candidate candidate in all.OrderByDescending(c => c.Score).ThenByDescending(c => c.SameName))
        {
            FilePair target = _targets[candidate.Target];
            PairEnd source = _sources[candidate.Source];
            if (source.IsUsed || target.IsRename)
                continue;
            Record(target, source);
            _folders!.Count(source.Path, target.New.Path);
        }
        // The pairs live on; what was read for this search is the cache's to keep.
        foreach (PairEnd end in _sources.Concat(_targets.Select(t => t.New)))
            end.Spans = null;
    }

    /// <summary>The best candidates for a target among those with a score of <paramref name="from"/> or more. False when some of them are equal.</summary>
    private bool FindBest(int index, Span<Candidate> best, int from, HashSet<(int Score, bool SameName)> keys)
    {
        PairEnd target = _targets[index].New;
        bool areDifferent = true;
        keys.Clear();
        best.Fill(Candidate.None);
        for (int j = 0; j < _sources.Count; j++)
        {
            int score = ScoreOf(_sources[j], target, LeastScore, from);
            if (score < from)
                continue;
            var candidate = new Candidate(j, index, score, SameBaseName(_sources[j].Path, target.Path));
            areDifferent &= from == 0 || keys.Add((score, candidate.SameName));
            int worst = 0;
            for (int k = 1; k < best.Length; k++)
            {
                if (Candidate.Compare(best[k], best[worst]) > 0)
                    worst = k;
            }
            if (Candidate.Compare(best[worst], candidate) > 0)
                best[worst] = candidate;
        }
        return areDifferent;
    }

    /// <summary>
    /// How alike two files are; 0 where their sizes rule <paramref name="least"/> out, or where it is less than <paramref name="exactFrom"/>.
    /// </summary>
    private int ScoreOf(PairEnd source, PairEnd target, int least, int exactFrom)
    {
        if (!EntryMode.IsFile(source.Version.Mode) || !EntryMode.IsFile(target.Version.Mode))
            return 0;
        long x = SizeOf(source), y = SizeOf(target);
        long larger = Math.Max(x, y), difference = larger - Math.Min(x, y);
        if (larger * (MaxScore - least) < difference * MaxScore || y == 0)
            return 0;
        SpanCounts opened = target.Spans ??= SpansOf(target), other = source.Spans ??= SpansOf(source);
        // What the two have in common is the same either way; the one that is compared with many is opened once.
        if (_sources.Count == 1)
            (opened, other) = (other, opened);
        _objects.Lookup.Set(opened);
        // Rounded up: fewer bytes in common give a lower score.
        long common = _objects.Lookup.CommonBytes(other, ((larger * exactFrom) + MaxScore - 1) / MaxScore);
        return common < 0 ? 0 : (int)(common * MaxScore / larger);
    }

    /// <summary>The attribute diff says whether a file is text, in which the CR of a CRLF does not count. Where there is none it does not matter.</summary>
    private SpanCounts SpansOf(PairEnd file)
    {
        SpanCounts spans = _objects.SpansOf(file.Version.Id);
        string? declared = spans.HasCrlf ? _attributes.Get(file.Path, "diff") : null;
        return declared is MergeAttributes.Set or MergeAttributes.Unset ? _objects.SpansOf(file.Version.Id, declared == MergeAttributes.Set) : spans;
    }

    private long SizeOf(PairEnd file) => file.Size >= 0 ? file.Size : file.Size = _objects.SizeOf(file.Version.Id);

    /// <summary>Takes paths for equal that have the same base name.</summary>
    private sealed class BaseNames : IEqualityComparer<string>
    {
        internal static readonly BaseNames Instance = new();

        public bool Equals(string? x, string? y) => SameBaseName(x!, y!);

        public int GetHashCode(string path) => string.GetHashCode(path.AsSpan(path.LastIndexOf('/') + 1), StringComparison.Ordinal);
    }

    private static bool SameBaseName(string x, string y)
    {
        int i = x.Length - 1, j = y.Length - 1;
        for (; i >= 0 && j >= 0; i--, j--)
        {
            if (x[i] != y[j])
                return false;
            if (x[i] == '/')
                return true;
        }
        return (i < 0 || x[i] == '/') && (j < 0 || y[j] == '/');
    }
}
