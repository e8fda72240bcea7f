using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>Forecasts merges of a repository's commits; nothing is written to it.</summary>
public sealed class MergeForecaster
{
    private readonly Workspace _workspace;
    private readonly ConflictStyle? _text;

    /// <summary>Takes the repository's settings.</summary>
    /// <param name="workspace">Where the commits are.</param>
    /// <param name="text">The style in which the text of conflicts is given; null gives none. The verdict does not depend on it.</param>
    public MergeForecaster(Workspace workspace, ConflictStyle? text = null)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        _workspace = text is { } style ? workspace.With(settings => settings with { ConflictStyle = style }) : workspace;
        _text = text;
    }

    /// <summary>What git merge would do on each pair's ours with its theirs, in the order asked; one engine a core works on them.</summary>
    /// <param name="pairs">Names of commits.</param>
    /// <returns>One forecast a pair, or what kept it from being made: RevisionNotFound, AmbiguousRevision, NotACommit, MissingObject.</returns>
    /// <exception cref="OperationCanceledException">The monitor was cancelled.</exception>
    public IReadOnlyList<Attempted<MergeForecast>> Run(IReadOnlyList<(string Ours, string Theirs)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var known = new Dictionary<string, Attempted<Oid>>();
        // Names are resolved here: LibGit2Sharp's repository is for one thread.
        var questions = new List<(string Ours, string Theirs, Attempted<Oid> OursId, Attempted<Oid> TheirsId)>();
        foreach ((string ours, string theirs) in pairs)
            questions.Add((ours, theirs, Resolve(known, ours), Resolve(known, theirs)));
        return MergeBatch.Run(
            // What the merges make is not asked for later: it goes with the batch.
            _workspace.WithNewScratch(),
            pairs.Count,
            (i, engine, history) => Attempted<MergeForecast>.Of(() => Forecast(engine, history, questions[i].Ours, questions[i].Theirs,
                questions[i].OursId.Get(), questions[i].TheirsId.Get()), questions[i].Theirs));
    }

    private Attempted<Oid> Resolve(Dictionary<string, Attempted<Oid>> known, string name)
    {
        if (!known.TryGetValue(name, out Attempted<Oid>? id))
            known.Add(name, id = Attempted<Oid>.Of(() => _workspace.History.Resolve(_workspace.Repository, name), name));
        return id;
    }

    private MergeForecast Forecast(MergeEngine engine, CommitHistory history, string ours, string theirs, Oid oursId, Oid theirsId)
    {
        IReadOnlyList<Oid> bases = history.MergeBases(oursId, theirsId);
        var forecast = new MergeForecast
        {
            Ours = ours,
            OursSha = oursId.ToString(),
            Theirs = theirs,
            TheirsSha = theirsId.ToString(),
            MergeBase = [.. bases.Select(b => b.ToString())],
        };
        if (bases is [var only] && (only == theirsId || only == oursId))
        {
            forecast.Verdict = only == theirsId ? MergeVerdict.UpToDate : MergeVerdict.FastForward;
            forecast.Tree = history.Objects.ReadCommit(only == theirsId ? oursId : theirsId).Tree.ToString();
            return forecast;
        }
        MergeOutcome outcome = engine.MergeCommits(history, bases, oursId, theirsId, ours, theirs);
        forecast.Verdict = outcome.IsUnrelated ? MergeVerdict.Unrelated
            : outcome.NotVerified is not null ? MergeVerdict.NotVerified
            : outcome.IsClean ? MergeVerdict.Clean
            : MergeVerdict.Conflict;
        forecast.Reason = outcome.IsUnrelated ? ShallowBoundary.Hides(history, [oursId, theirsId]) : outcome.NotVerified;
        forecast.Tree = forecast.Verdict == MergeVerdict.Clean ? outcome.Tree.ToString() : null;
        forecast.ConflictPath = [.. outcome.ConflictPaths];
        forecast.ConflictKind = [.. outcome.Kinds.Select(k => k.Name()).Order(StringComparer.Ordinal)];
        forecast.Conflict = [.. outcome.Conflicts.Select(c => c.ToResult())];
        if (_text is not null)
        {
            foreach (PathConflict conflict in forecast.Conflict)
                conflict.Text = TextAt(engine.Store, outcome.Tree, conflict.Path);
        }
        return forecast;
    }

    private static string? TextAt(IObjectReader objects, Oid tree, string path) =>
        !tree.IsZero && TreePaths.TryFind(objects, tree, path, out int mode, out Oid id) && (EntryMode.IsFile(mode) || mode == EntryMode.Symlink)
            && objects.TryRead(id, out _, out byte[] data) && !BinaryContent.IsBinary(data)
            ? TextEncoding.Lenient.GetString(data)
            : null;
}
