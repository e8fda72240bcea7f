using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Picks.Prerequisites;

namespace MaintainerTools.Engine.SeriesSplits;

/// <summary>Where a commit goes, and why.</summary>
/// <param name="Item">The commit.</param>
/// <param name="Part">To which series.</param>
internal sealed record SplitDecision(SplitItem Item, SplitPart Part)
{
    /// <summary>Why it must go along.</summary>
    internal SplitEvidence Evidence { get; init; }

    /// <summary>The same in words.</summary>
    internal string? Reason { get; init; }

    /// <summary>The commits that it needs, as the series has them.</summary>
    internal IReadOnlyList<Oid> Needs { get; init; } = [];

    /// <summary>Where it needs them.</summary>
    internal IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>The names that they bring.</summary>
    internal IReadOnlyList<string> Symbols { get; init; } = [];
}

/// <summary>
/// Goes through the series, oldest first, with two series in hand: what is kept, and on top of it what is not. A commit is kept where it applies to what is
/// kept, needs no name that is left out, what is left out applies on top of it, and the end is the tree that the series has there; else it goes along. So both
/// series are proved as they grow.
/// </summary>
/// <param name="workspace">The repository and the new objects.</param>
/// <param name="series">The series.</param>
/// <param name="ignoreSymbol">Names are not asked for.</param>
internal sealed class SplitDecider(Workspace workspace, SplitSeries series, bool ignoreSymbol)
{
    private const int Named = 3;

    private readonly ScratchStore _store = workspace.Scratch;
    private readonly MergeEngine _engine = workspace.ForVerdicts().Engine;
    private readonly Dictionary<Oid, CommitObject> _sources = series.Items.ToDictionary(item => item.Commit.Id, item => item.Source);
    private readonly List<SplitItem> _out = [];
    private readonly HashSet<string> _outPaths = new(StringComparer.Ordinal);
    private LineOrigins? _origins;
    private SymbolNeeds? _symbols;

    /// <summary>Decides on every commit.</summary>
    /// <param name="exact">
    /// Puts what is left out on top of each commit that is kept; else only of those that touch the same paths, which two patches that meet nearly always do.
    /// </param>
    internal IReadOnlyList<SplitDecision> Run(bool exact)
    {
        _out.Clear();
        _outPaths.Clear();
        var decisions = new List<SplitDecision>(series.Items.Count);
        Oid kept = series.Base.IsZero ? Oid.EmptyTree : _store.ReadCommit(series.Base).Tree;
        foreach (SplitItem item in series.Items)
        {
            workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
            workspace.Monitor.Report("Splitting the series", decisions.Count, series.Items.Count, item.Source.Id.Abbreviate());
            SplitDecision decision = item.IsOptional ? new SplitDecision(item, SplitPart.Optional) : Decide(item, ref kept, exact);
            if (decision.Part != SplitPart.Kept)
            {
                _out.Add(item);
                _outPaths.UnionWith(item.Paths);
            }
            decisions.Add(decision);
        }
        return decisions;
    }

    /// <summary>What git makes of a commit on a tree.</summary>
    /// <exception cref="MissingObjectException">An object that is needed is not there.</exception>
    internal static MergeOutcome Pick(MergeEngine engine, Oid tree, SplitItem item)
    {
        MergeOutcome outcome = engine.Pick(tree, item.Commit.Id);
        return outcome.MissingObject is { } missing ? throw new MissingObjectException(missing, ObjectType.Blob) : outcome;
    }

    private SplitDecision Decide(SplitItem item, ref Oid kept, bool exact)
    {
        // While nothing is left out, the series is as it was.
        if (_out.Count == 0)
        {
            kept = item.Commit.Tree;
            return new SplitDecision(item, SplitPart.Kept);
        }
        MergeOutcome outcome = Pick(_engine, kept, item);
        if (!outcome.IsClean)
            return Conflicting(item, outcome);
        if (outcome.NotVerified is { } unknown)
            return Along(item, SplitEvidence.Replay, "whether it applies without them is not verified: " + unknown, [], []);
        if (outcome.Tree == kept && item.HasChange)
            return Emptied(item);
        if (!ignoreSymbol && Symbols(item, kept) is { } symbol)
            return symbol;
        if ((exact || item.Paths.Any(_outPaths.Contains)) && Covered(item, outcome.Tree) is { } covered)
            return covered;
        kept = outcome.Tree;
        return new SplitDecision(item, SplitPart.Kept);
    }

    /// <summary>Says why what is left out cannot stand on top of a commit; null where it can.</summary>
    private SplitDecision? Covered(SplitItem item, Oid kept)
    {
        Oid tree = kept;
        foreach (SplitItem left in _out)
        {
            MergeOutcome outcome = Pick(_engine, tree, left);
            if (!outcome.IsClean || outcome.NotVerified is not null)
            {
                string where = outcome.IsClean ? "whether it applies on top of it is not verified: " + outcome.NotVerified
                    : $"does not apply on top of it: conflicts in {Wording.Some(outcome.ConflictPaths)}";
                return Along(item, SplitEvidence.Replay, $"{Name(left.Commit.Id)} {where}", [left.Commit.Id], outcome.ConflictPaths);
            }
            if (outcome.Tree == tree && left.HasChange)
                return Along(item, SplitEvidence.Replay, $"nothing is left of {Name(left.Commit.Id)} on top of it", [left.Commit.Id], left.Paths);
            tree = outcome.Tree;
        }
        if (tree == item.Commit.Tree)
            return null;
        string[] paths = [.. Diffing.TreeDiff.Compute(_store, item.Commit.Tree, tree).Select(c => c.Path)];
        return Along(item, SplitEvidence.Replay, "with what is left out on top of it the series would not be the same in " + Wording.Some(paths),
            Touching(paths), paths);
    }

    private SplitDecision Conflicting(SplitItem item, MergeOutcome outcome)
    {
        IReadOnlyList<ConflictedPath> located = PickReplay.Locate(_store, outcome.Conflicts, item.Commit.Id);
        string[] paths = [.. located.Select(path => path.SourcePath).Distinct(StringComparer.Ordinal)];
        if (Owners(item, paths) is { Count: > 0 } owners)
            return Along(item, SplitEvidence.Line, "changes lines of " + Tell(owners), [.. owners.Keys], Places(owners));
        List<Oid> touching = Touching(paths);
        string with = touching.Count == 0 ? "" : $", which {Wording.Some(touching.Select(Name))} {(touching.Count == 1 ? "changes" : "change")} before it";
        return Along(item, SplitEvidence.Replay, $"conflicts without them in {Wording.Some(outcome.ConflictPaths)}{with}", touching, outcome.ConflictPaths);
    }

    private SplitDecision Emptied(SplitItem item)
    {
        Dictionary<Oid, List<LineEvidence>> owners = Owners(item, item.Paths);
        return owners.Count > 0
            ? Along(item, SplitEvidence.Line, "nothing of it is left without " + Tell(owners), [.. owners.Keys], Places(owners))
            : Along(item, SplitEvidence.Replay, "nothing of it is left without them", Touching(item.Paths), item.Paths);
    }

    private SplitDecision? Symbols(SplitItem item, Oid kept)
    {
        if (_symbols is null)
        {
            CommitHistory history = workspace.History.Over(_store);
            Oid[] commits = [.. series.Items.Select(i => i.Commit.Id)];
            _symbols = new SymbolNeeds(
                _store, new TouchingCommits(_store, history, commits, workspace.Monitor).Find, new CommitOrder(commits), workspace.Monitor);
        }
        HashSet<Oid> left = [.. _out.Select(o => o.Commit.Id)];
        (string Name, Oid Introducer)[] needs = [.. _symbols.Find(item.Commit.Id, kept).Where(need => left.Contains(need.Introducer))];
        if (needs.Length == 0)
            return null;
        string[] names = [.. needs.Select(need => need.Name).Order(StringComparer.Ordinal)];
        Oid[] bringing = [.. _out.Select(o => o.Commit.Id).Where(id => needs.Any(need => need.Introducer == id))];
        return Along(item, SplitEvidence.Symbol, $"uses {Wording.Some(names)} of {Wording.Some(bringing.Select(Name))}", bringing, []) with { Symbols = names };
    }

    private Dictionary<Oid, List<LineEvidence>> Owners(SplitItem item, IEnumerable<string> paths)
    {
        HashSet<Oid> own = [.. _sources.Keys];
        HashSet<Oid> left = [.. _out.Select(o => o.Commit.Id)];
        _origins ??= new LineOrigins(_store, workspace.History.Over(_store), id => !own.Contains(id), workspace.Monitor);
        var all = new Dictionary<Oid, List<LineEvidence>>();
        foreach ((Oid id, List<LineEvidence> lines) in paths.SelectMany(path => _origins.OwnersOf(item.Commit.Id, path))
            .Where(owner => left.Contains(owner.Key)))
        {
            if (all.TryGetValue(id, out List<LineEvidence>? known))
                known.AddRange(lines.Except(known));
            else
                all[id] = [.. lines];
        }
        return all;
    }

    private List<Oid> Touching(IReadOnlyCollection<string> paths) =>
        [.. _out.Where(o => o.Paths.Any(path => paths.Contains(path, StringComparer.Ordinal))).Select(o => o.Commit.Id)];

    private string Tell(Dictionary<Oid, List<LineEvidence>> owners) => Wording.Some(
        owners.Select(owner => $"{Name(owner.Key)} ({string.Join(", ", owner.Value.Take(Named))}{(owner.Value.Count > Named ? ", …" : "")})"));

    private static string[] Places(Dictionary<Oid, List<LineEvidence>> owners) =>
        [.. owners.Values.SelectMany(lines => lines).Select(line => line.ToString()).Distinct(StringComparer.Ordinal)];

    private string Name(Oid id) => $"{_sources[id].Id.Abbreviate()} \"{_sources[id].Subject}\"";

    private SplitDecision Along(SplitItem item, SplitEvidence evidence, string reason, IEnumerable<Oid> needs, IReadOnlyList<string> places)
    {
        HashSet<Oid> needed = [.. needs];
        return new SplitDecision(item, SplitPart.Along)
        {
            Evidence = evidence,
            Reason = reason,
            Needs = [.. _out.Where(o => needed.Contains(o.Commit.Id)).Select(o => o.Source.Id).Distinct()],
            Places = places,
        };
    }
}
