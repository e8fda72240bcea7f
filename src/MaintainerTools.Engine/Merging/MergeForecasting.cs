using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>Forecasts merges of a repository's commits; nothing is written to it. What was read serves the next forecast too.</summary>
public sealed class MergeForecasting
{
    private readonly GitRepository _repository;
    private readonly CommitHistory _history;
    private readonly MergeEngine _engine;

    /// <summary>Takes the repository's settings.</summary>
    public MergeForecasting(GitRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        _repository = repository;
        _history = CommitHistory.Open(repository);
        _engine = new MergeEngine(new ScratchStore(repository.Objects), MergeOptions.Of(repository));
    }

    /// <summary>What git merge would do on <paramref name="ours"/> with <paramref name="theirs"/>.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound, AmbiguousRevision, NotACommit, MissingObject.</exception>
    public MergeForecast Run(string ours, string theirs)
    {
        Oid oursId = _repository.ResolveCommit(ours), theirsId = _repository.ResolveCommit(theirs);
        IReadOnlyList<Oid> bases = _history.MergeBases(oursId, theirsId);
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
            forecast.Tree = _history.Objects.ReadCommit(only == theirsId ? oursId : theirsId).Tree.ToString();
            return forecast;
        }
        MergeOutcome outcome = _engine.MergeCommits(_history, oursId, theirsId, ours, theirs);
        forecast.Verdict = outcome.IsUnrelated ? MergeVerdict.Unrelated
            : outcome.NotVerified is not null ? MergeVerdict.NotVerified
            : outcome.IsClean ? MergeVerdict.Clean
            : MergeVerdict.Conflict;
        forecast.Reason = outcome.NotVerified;
        forecast.Tree = outcome.IsClean && !outcome.Tree.IsZero ? outcome.Tree.ToString() : null;
        forecast.ConflictPath = [.. outcome.Conflicts.Select(c => c.Path)];
        forecast.ConflictKind = [.. outcome.Kinds.Select(k => k.Name()).Order(StringComparer.Ordinal)];
        forecast.Conflict = [.. outcome.Conflicts.Select(c => new PathConflict
        {
            Path = c.Path,
            Kind = c.Kind.Name(),
            BaseBlob = c.Base?.Id.ToString(),
            OursBlob = c.Ours?.Id.ToString(),
            TheirsBlob = c.Theirs?.Id.ToString(),
        })];
        return forecast;
    }
}
