using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicConflicts;

/// <summary>Which topics are held against each other.</summary>
public sealed class TopicConflictOptions
{
    /// <summary>The topics, by name; one that is named twice counts once.</summary>
    public required IReadOnlyList<string> Topic { get; init; }

    /// <summary>The branches that they are to go into; each topic is held against each of them, and they are not held against each other.</summary>
    public IReadOnlyList<string> Target { get; init; } = [];
}

/// <summary>A topic or a target.</summary>
/// <param name="Name">As it was named.</param>
/// <param name="Tip">Its commit.</param>
public sealed record TopicHead(string Name, Oid Tip);

/// <summary>What topics come to, pair by pair.</summary>
public sealed class TopicConflictTable
{
    /// <summary>The topics.</summary>
    public required IReadOnlyList<TopicHead> Topics { get; init; }

    /// <summary>The targets.</summary>
    public required IReadOnlyList<TopicHead> Targets { get; init; }

    /// <summary>Each target with each topic, target by target, then each topic with each that was named after it.</summary>
    public required IReadOnlyList<TopicConflict> Pairs { get; init; }

    /// <summary>How many targets there are.</summary>
    public int TargetCount => Targets.Count;

    /// <summary>Where the pair of the target with a topic stands.</summary>
    internal TopicConflict OfTarget(int target, int topic) => Pairs[(target * Topics.Count) + topic];

    /// <summary>Where the pair of two topics stands, the one named first before the other.</summary>
    internal TopicConflict OfTopics(int first, int second) =>
        Pairs[(Targets.Count * Topics.Count) + (first * ((2 * Topics.Count) - first - 1) / 2) + second - first - 1];
}

/// <summary>
/// Says which of many topics conflict, pair by pair: what git merge-tree says of each. Most pairs change separate entries, which is told by their trees
/// (<see cref="SeparateChanges"/>); the others are merged. What was found is kept by the three trees, so that of topics that were asked about before only those
/// that moved are asked again.
/// </summary>
public sealed class TopicConflictFinder(Workspace workspace)
{
    // Of merges that share what they read and write; then that is dropped, as nobody asks for it.
    private const int Batch = 1024;

    // So many pairs next to one another, which have one of their sides in common, are one worker's.
    private const int Run = 64;

    private readonly List<MaintainerException> _failures = [];

    private sealed record Pair(TopicHead Ours, TopicHead Theirs, bool IsTarget);

    private sealed class Answer
    {
        internal IReadOnlyList<Oid>? Bases;
        internal bool BasesAreNew;
        internal MergeVerdict? Verdict;
        internal TopicDecision DecidedBy;
        internal string[] Paths = [];
        internal string[] Kinds = [];
        internal string? Reason;

        // What it is kept under; null where it is not to be kept.
        internal Oid? Key;
    }

    /// <summary>The names that are no commits; the others are answered.</summary>
    public IReadOnlyList<MaintainerException> Failures => _failures;

    /// <summary>All pairs.</summary>
    /// <exception cref="OperationCanceledException">The monitor was cancelled; what was found till then is kept.</exception>
    public TopicConflictTable Find(TopicConflictOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<TopicHead> topics = Resolve(options.Topic), targets = Resolve(options.Target);
        var pairs = new List<Pair>();
        foreach (TopicHead target in targets)
            pairs.AddRange(topics.Select(topic => new Pair(target, topic, true)));
        for (int i = 0; i < topics.Count; i++)
            pairs.AddRange(topics.Skip(i + 1).Select(other => new Pair(topics[i], other, false)));
        Answer[] answers = [.. pairs.Select(_ => new Answer())];
        var kept = KeptAnswers.Of(workspace.History);
        DecideByTrees(pairs, answers, kept);
        Merge(pairs, answers, kept);
        string folder = workspace.Repository.WorkTree ?? workspace.Repository.GitDirectory;
        return new TopicConflictTable
        {
            Topics = topics,
            Targets = targets,
            Pairs = [.. pairs.Select((pair, i) => ToResult(pair, answers[i], folder))],
        };
    }

    private List<TopicHead> Resolve(IReadOnlyList<string> names)
    {
        var heads = new List<TopicHead>();
        foreach (string name in names.Distinct(StringComparer.Ordinal))
        {
            try
            {
                heads.Add(new TopicHead(name, workspace.History.Resolve(workspace.Repository, name)));
            }
            catch (MaintainerException e)
            {
                _failures.Add(e);
            }
        }
        return heads;
    }

    /// <summary>What the history, earlier runs and the trees say without a merge.</summary>
    private void DecideByTrees(List<Pair> pairs, Answer[] answers, KeptAnswers kept)
    {
        string? settings = SettingsKey();
        PairDecider[] workers =
            [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new PairDecider(workspace.History.ForThread(), kept, settings))];
        try
        {
            SharedWork.Run(workers, pairs.Count, Run, (worker, i) => worker.Decide(pairs[i], answers[i]), workspace.Monitor, "Comparing topics");
        }
        finally
        {
            workspace.History.TakeOver(workers.Select(worker => worker.History));
            for (int i = 0; i < answers.Length; i++)
            {
                if (answers[i] is { BasesAreNew: true, Bases: { } bases })
                    kept.AddBases(pairs[i].Ours.Tip, pairs[i].Theirs.Tip, bases);
            }
        }
    }

    private void Merge(List<Pair> pairs, Answer[] answers, KeptAnswers kept)
    {
        int[] open = [.. Enumerable.Range(0, answers.Length).Where(i => answers[i].Verdict is null)];
        Workspace verdicts = workspace.ForVerdicts();
        for (int start = 0; start < open.Length; start += Batch)
        {
            int[] batch = open[start..Math.Min(start + Batch, open.Length)];
            try
            {
                MergeBatch.Run(verdicts.WithNewScratch(), batch.Length, (i, engine, history) => Merge(engine, history, pairs[batch[i]], answers[batch[i]]));
            }
            finally
            {
                foreach (Answer answer in batch.Select(i => answers[i]))
                {
                    if (answer is { Key: { } key, Verdict: MergeVerdict.Clean or MergeVerdict.Conflict })
                        kept.AddAnswer(key, new PairAnswer(answer.Verdict == MergeVerdict.Clean, answer.Paths, answer.Kinds));
                }
            }
        }
    }

    private static bool Merge(MergeEngine engine, CommitHistory history, Pair pair, Answer answer)
    {
        MergeOutcome outcome;
        try
        {
            outcome = engine.MergeCommits(history, answer.Bases!, pair.Ours.Tip, pair.Theirs.Tip, pair.Ours.Name, pair.Theirs.Name);
        }
        catch (MaintainerException e)
        {
            // One topic with a damaged tree: its pairs have no answer, the others have.
            outcome = new MergeOutcome { NotVerified = e.Message };
        }
        answer.Verdict = outcome.NotVerified is not null ? MergeVerdict.NotVerified : outcome.IsClean ? MergeVerdict.Clean : MergeVerdict.Conflict;
        (answer.DecidedBy, answer.Reason) = (TopicDecision.Merge, outcome.NotVerified);
        (answer.Paths, answer.Kinds) = ([.. outcome.ConflictPaths], [.. outcome.Kinds.Select(kind => kind.Name()).Order(StringComparer.Ordinal)]);
        // A file that has to make room gets the name of its side; a submodule's history may come or go.
        if (outcome.Kinds.Any(kind => kind is ConflictKind.FileDirectory or ConflictKind.DistinctModes or ConflictKind.Submodule))
            answer.Key = null;
        return true;
    }

    /// <summary>What decides beside trees and histories how a merge ends; null where that cannot be told, so that nothing may be kept.</summary>
    private string? SettingsKey()
    {
        if (workspace.Repository.WorkTree is { } top && File.Exists(Path.Combine(top, ".gitmodules")))
            return null;
        try
        {
            IEnumerable<string> settings = workspace.Repository.SettingsIn("merge", "diff", "filter", "core", "attr").Select(one => $"{one.Key}={one.Value}");
            string text = string.Join('\n', settings) + RepositoryAttributes.StateOf(workspace.Repository);
            return ScratchStore.Hash(ObjectType.Blob, System.Text.Encoding.UTF8.GetBytes(text)).ToString();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static TopicConflict ToResult(Pair pair, Answer answer, string repository) => new()
    {
        Ours = pair.Ours.Name,
        OursSha = pair.Ours.Tip.ToString(),
        Theirs = pair.Theirs.Name,
        TheirsSha = pair.Theirs.Tip.ToString(),
        IsTarget = pair.IsTarget,
        MergeBase = [.. answer.Bases!.Select(id => id.ToString())],
        Verdict = answer.Verdict!.Value,
        ConflictPath = answer.Paths,
        ConflictKind = answer.Kinds,
        DecidedBy = answer.DecidedBy,
        Reason = answer.Reason,
        Repository = repository,
    };

    /// <summary>Decides pairs without a merge. For one thread.</summary>
    private sealed class PairDecider(CommitHistory history, KeptAnswers kept, string? settings)
    {
        private readonly SeparateChanges _changes = new(history.Objects);
        private readonly Dictionary<Oid, Oid> _trees = [];

        internal CommitHistory History { get; } = history;

        internal void Decide(Pair pair, Answer answer)
        {
            (Oid ours, Oid theirs) = (pair.Ours.Tip, pair.Theirs.Tip);
            IReadOnlyList<Oid>? known = kept.FindBases(ours, theirs);
            answer.Bases = known ?? History.MergeBases(ours, theirs);
            answer.BasesAreNew = known is null;
            if (answer.Bases.Count == 0)
            {
                Take(answer, MergeVerdict.Unrelated, TopicDecision.History);
                answer.Reason = ShallowBoundary.Hides(History, [ours, theirs]);
                return;
            }
            if (answer.Bases is [var only] && (only == ours || only == theirs))
            {
                Take(answer, only == theirs ? MergeVerdict.UpToDate : MergeVerdict.FastForward, TopicDecision.History);
                return;
            }
            try
            {
                DecideByTrees(answer, ours, theirs);
            }
            catch (MaintainerException)
            {
                // An object that is missing or damaged: the merge says so.
            }
        }

        private void DecideByTrees(Answer answer, Oid ours, Oid theirs)
        {
            bool isSimple = answer.Bases!.Count == 1;
            if (settings is not null)
            {
                answer.Key = kept.AnswerKey(settings, isSimple ? [TreeOf(answer.Bases[0]), TreeOf(ours), TreeOf(theirs)] : [.. answer.Bases, ours, theirs]);
                if (kept.FindAnswer(answer.Key.Value) is { } found)
                {
                    Take(answer, found.IsClean ? MergeVerdict.Clean : MergeVerdict.Conflict, TopicDecision.Kept);
                    (answer.Paths, answer.Kinds, answer.Key) = (found.Paths, found.Kinds, null);
                    return;
                }
            }
            if (isSimple && _changes.AreCertain(TreeOf(answer.Bases[0]), TreeOf(ours), TreeOf(theirs)))
                Take(answer, MergeVerdict.Clean, TopicDecision.Trees);
        }

        private static void Take(Answer answer, MergeVerdict verdict, TopicDecision by) => (answer.Verdict, answer.DecidedBy) = (verdict, by);

        private Oid TreeOf(Oid commit)
        {
            if (!_trees.TryGetValue(commit, out Oid tree))
                _trees.Add(commit, tree = History.TreeOf(commit));
            return tree;
        }
    }
}
