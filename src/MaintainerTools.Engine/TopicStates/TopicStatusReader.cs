using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.TopicStates;

/// <summary>What is asked of a topic.</summary>
public sealed class TopicStatusOptions
{
    /// <summary>The topic's tip.</summary>
    public required string Topic { get; init; }

    /// <summary>The commit below it.</summary>
    public required string Since { get; init; }

    /// <summary>Where it is to go.</summary>
    public required string Upstream { get; init; }

    /// <summary>Stable branches that may have it.</summary>
    public IReadOnlyList<string> Target { get; init; } = [];
}

/// <summary>
/// Says of each commit of a topic where it stands: upstream, on stable branches, with what upstream fixed of it since and with its own fixups. What is asked of
/// a branch is a forecast of picking the topic there: whether a branch has a change is one question with one answer.
/// </summary>
public sealed class TopicStatusReader(Workspace workspace)
{
    private readonly CommitHistory _history = workspace.History;
    private readonly List<MaintainerException> _failures = [];

    /// <summary>What could not be asked (a target that is no commit, a commit that could not be forecast); the rest is answered.</summary>
    public IReadOnlyList<MaintainerException> Failures => _failures;

    /// <summary>The topic's own commits of Since..Topic, oldest first, without merges.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its like, EmptySeries.</exception>
    public IReadOnlyList<TopicCommitStatus> Read(TopicStatusOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Oid topic = workspace.Repository.ResolveCommit(options.Topic);
        Oid since = SeriesStart.Named(workspace.Repository, options.Since);
        Oid upstream = workspace.Repository.ResolveCommit(options.Upstream);
        IReadOnlyList<Oid> range = _history.Range(since, topic, workspace.Monitor);
        if (range.Count == 0)
            throw new MaintainerException("EmptySeries", ErrorKind.InvalidArgument, options.Topic, options.Since, options.Topic);
        IReadOnlyList<Oid> unmerged = _history.Range(upstream, topic, workspace.Monitor);
        List<Oid> commits = TopicOwnCommits.Of(
            _history, range, topic, unmerged.ToHashSet(), _history.FirstParentRange(since, upstream, workspace.Monitor).ToHashSet());
        var status = new TopicStatus
        {
            Topic = options.Topic,
            TopicSha = topic.ToString(),
            Since = options.Since,
            Upstream = options.Upstream,
            UpstreamSha = upstream.ToString(),
            MergedIn = range.Count(id => !_history.IsMerge(id)) - commits.Count,
        };
        TopicCommitStatus[] rows = [.. commits.Select(id => Row(id, status))];
        if (commits.Count > 0)
            Fill(rows, commits, options, upstream, topic);
        FindMerge(status, [.. range], topic, upstream);
        HashSet<Oid> own = [.. commits];
        List<Oid> pull = [.. unmerged.Where(id => !_history.IsMerge(id))];
        HashSet<string> pending = [.. pull.Select(id => id.ToString())];
        foreach (TopicCommitStatus row in rows)
            row.IsPending = pending.Contains(row.Commit);
        (status.NextPull, status.NextPullBelow) = ([.. pull.Select(id => id.ToString())], pull.Count(id => !own.Contains(id)));
        status.Summary = TopicSummary.Of(status, rows);
        return rows;
    }

    private TopicCommitStatus Row(Oid id, TopicStatus status)
    {
        CommitObject commit = workspace.Objects.ReadCommit(id);
        return new TopicCommitStatus
        {
            Commit = id.ToString(),
            Subject = commit.Subject,
            Author = commit.Author.Name,
            Topic = status,
            Repository = workspace.Repository.WorkTree ?? workspace.Repository.GitDirectory,
        };
    }

    private void Fill(TopicCommitStatus[] rows, List<Oid> commits, TopicStatusOptions options, Oid upstream, Oid topic)
    {
        // Upstream is asked of each commit alone: whether it is there does not hang on those before it.
        BackportForecast?[] there = Forecast(commits, options.Upstream, independent: true);
        for (int i = 0; i < rows.Length; i++)
            SetUpstream(rows[i], there[i]);
        foreach (string target in options.Target)
        {
            BackportForecast?[]? forecasts = null;
            try
            {
                forecasts = Forecast(commits, target, independent: false);
            }
            catch (MaintainerException e) when (e is not MissingObjectException)
            {
                _failures.Add(e);
            }
            for (int i = 0; i < rows.Length && forecasts is not null; i++)
                rows[i].Target = [.. rows[i].Target, OnTarget(target, forecasts[i])];
        }
        SetFixups(rows, commits);
        SetFollowups(rows, commits, upstream, topic);
    }

    private BackportForecast?[] Forecast(List<Oid> commits, string target, bool independent)
    {
        var forecaster = new BackportForecaster(workspace, new BackportForecastOptions { Commits = commits, Independent = independent });
        var all = new List<BackportForecast?>();
        foreach (Attempted<BackportForecast> forecast in forecaster.Try(target))
        {
            if (forecast.Error is { } error)
                _failures.Add(error);
            all.Add(forecast.Error is null ? forecast.Get() : null);
        }
        return [.. all];
    }

    private static void SetUpstream(TopicCommitStatus row, BackportForecast? forecast)
    {
        row.State = forecast?.Verdict switch
        {
            BackportVerdict.AlreadyPresent => TopicCommitState.Upstream,
            BackportVerdict.PresentInPart => TopicCommitState.UpstreamInPart,
            BackportVerdict.Reverted => TopicCommitState.Reverted,
            null or BackportVerdict.NotVerified => TopicCommitState.Unknown,
            _ => TopicCommitState.Pending,
        };
        (row.UpstreamAs, row.UpstreamBy, row.Reason) = (forecast?.PresentAs, forecast?.PresentBy, Why(forecast));
    }

    private static TopicTargetStatus OnTarget(string target, BackportForecast? forecast) => new()
    {
        Target = target,
        State = forecast?.Verdict switch
        {
            BackportVerdict.AlreadyPresent => TopicTargetState.Has,
            BackportVerdict.PresentInPart => TopicTargetState.HasInPart,
            BackportVerdict.Clean => TopicTargetState.WouldApply,
            null or BackportVerdict.NotVerified => TopicTargetState.Unknown,
            _ => TopicTargetState.Lacks,
        },
        As = forecast?.PresentAs,
        By = forecast?.PresentBy,
        Reason = Why(forecast),
    };

    private static string? Why(BackportForecast? forecast) => forecast switch
    {
        null => "it could not be asked; the error says why",
        { Reason: { } reason } => reason,
        { Verdict: BackportVerdict.Conflict } => "conflicts in " + Wording.Some(forecast.ConflictPath),
        { Verdict: BackportVerdict.Reverted, RevertedBy: { } by } => "taken back by " + by,
        { Verdict: BackportVerdict.Empty } => "picking it changes nothing, and no commit there is known to be it",
        _ => null,
    };

    /// <summary>The fixups among the topic's own commits, as git rebase --autosquash knows them, and by their Fixes: tags.</summary>
    private void SetFixups(TopicCommitStatus[] rows, List<Oid> commits)
    {
        TopicSeries series = TopicSeries.Of(null, commits.Select(workspace.Objects.ReadCommit));
        foreach (SeriesRevision revision in series.Revisions)
            revision.IsFixup |= AutosquashTargets.IsCall(revision.Subject);
        foreach (SeriesRevision revision in series.Revisions)
        {
            FoldupNamedTarget named = AutosquashTargets.Find(series, revision);
            if (named.Call == FoldupCall.None)
                continue;
            TopicCommitStatus row = rows[revision.Number - 1];
            row.IsFixup = true;
            if (named.Target is not { } number)
                continue;
            row.FixupOf = rows[number - 1].Commit;
            rows[number - 1].Fixup = [.. rows[number - 1].Fixup, row.Commit];
        }
    }

    /// <summary>What upstream has that follows the topic's commits, or what upstream has of them, and the topic lacks.</summary>
    private void SetFollowups(TopicCommitStatus[] rows, List<Oid> commits, Oid upstream, Oid topic)
    {
        var finder = new FollowupFinder(workspace);
        Dictionary<string, TopicCommitStatus> of = rows.ToDictionary(row => row.Commit, StringComparer.Ordinal);
        var asked = new List<Oid>(commits);
        foreach (TopicCommitStatus row in rows)
        {
            if (row.UpstreamAs is { } sha && of.TryAdd(sha, row))
                asked.Add(Oid.Parse(sha));
        }
        // By depth: what a follow-up follows has come before it.
        foreach (FollowupFix fix in finder.Find(asked, upstream, topic))
        {
            if (fix.Kind == FollowupKind.Mention || fix.Present == true || !of.TryGetValue(fix.Fixes, out TopicCommitStatus? row))
                continue;
            of.TryAdd(fix.Commit, row);
            row.Followup = [.. row.Followup, fix];
        }
        _failures.AddRange(finder.Failures);
    }

    /// <summary>The merge by which upstream has what it has of the topic: the first along its first parents that reaches that.</summary>
    private void FindMerge(TopicStatus status, HashSet<Oid> range, Oid topic, Oid upstream)
    {
        List<Oid> shared = [.. _history.MergeBases(topic, upstream).Where(range.Contains)];
        if (shared.Count == 0)
            return;
        Oid merged = shared[0];
        status.MergedTip = merged.ToString();
        IReadOnlyList<Oid> line = _history.FirstParentRange(merged, upstream, workspace.Monitor);
        (int low, int high) = (0, line.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_history.IsAncestor(merged, line[middle]))
                high = middle;
            else
                low = middle + 1;
        }
        // Where the topic went in as it was, the first that reaches its tip has it as its first parent.
        if (low < line.Count && _history.IsMerge(line[low]) && _history.ParentsOf(line[low])[0] != merged)
            status.LastMerge = line[low].ToString();
    }
}
