using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Grading;

/// <summary>
/// Audits an existing base: is it linear, is each commit a marked pick of a real upstream commit, is the order upstream's, are author and
/// dates kept, is nothing lost and nothing foreign.
/// </summary>
public sealed class BaseAudit(Workspace workspace)
{
    private readonly GitRepository _repository = workspace.Repository;
    private readonly CommitHistory _history = workspace.History;
    private readonly IOperationMonitor _monitor = workspace.Monitor;

    /// <summary>One object per commit of since..base, oldest first; what is wrong with it is in its Finding.</summary>
    /// <exception cref="MaintainerException">A revision that names no commit.</exception>
    public IReadOnlyList<PickedCommit> Run(BaseAuditOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Oid sinceId = _repository.ResolveCommit(options.Since);
        Oid baseId = _repository.ResolveCommit(options.Base);
        Oid upstreamId = _repository.ResolveCommit(options.Upstream);
        var grading = new BaseGrader(workspace, sinceId, upstreamId, options.Marker);
        IReadOnlyList<Oid> range = _history.Range(sinceId, baseId, _monitor);
        var place = new Dictionary<Oid, int>();
        foreach (Oid id in _history.Range(sinceId, upstreamId, _monitor))
            place[id] = place.Count;
        var picks = new List<PickedCommit>(range.Count);
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        int last = -1;
        PickedCommit? lastPick = null;
        foreach (Oid id in range)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Auditing", picks.Count, range.Count, id.Abbreviate());
            CommitObject commit = _repository.Objects.ReadCommit(id);
            PickedCommit pick = grading.Grade(commit);
            List<string> findings = FindingsOf(commit, pick, options.Marker);
            if (pick is { Source: not null, PairedBy: not "Same" })
            {
                if (!sources.TryAdd(pick.Source, pick.Sha!))
                    findings.Add($"the same upstream commit is picked as {sources[pick.Source][..12]} already");
                // The upstream commits of a good base follow each other as they do upstream.
                if (place.TryGetValue(Oid.Parse(pick.Source), out int at))
                {
                    if (at < last)
                        findings.Add($"out of upstream's order: upstream has it before the source of {lastPick!.Sha![..12]}");
                    else
                        (last, lastPick) = (at, pick);
                }
            }
            pick.Finding = [.. findings];
            picks.Add(pick);
        }
        return picks;
    }

    /// <summary>The audit in one line that a person can quote.</summary>
    public static string Summarise(IReadOnlyList<PickedCommit> picks, string since, string @base)
    {
        ArgumentNullException.ThrowIfNull(picks);
        int own = picks.Count(p => p.PairedBy == "Same");
        int found = picks.Count(p => p.Finding.Length > 0);
        List<PickedCommit> merges = [.. picks.Where(p => p.Reason is { } reason && (reason.StartsWith("a merge", StringComparison.Ordinal) || reason.StartsWith("not verified: a merge", StringComparison.Ordinal)))];
        List<PickedCommit> others = [.. picks.Where(p => p.PairedBy != "Same" && !merges.Contains(p))];
        List<PickedCommit> foreign = [.. others.Where(p => p.Source is null)];
        List<PickedCommit> sourced = [.. others.Where(p => p.Source is not null)];
        IEnumerable<string> grades = sourced.GroupBy(p => p.Grade).OrderBy(g => g.Key).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key}"));
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{since}..{@base}: {picks.Count} commit{(picks.Count == 1 ? "" : "s")}, {(merges.Count == 0 ? "linear" : merges.Count == 1 ? "with a merge" : $"with {merges.Count} merges")}; {own} {(own == 1 ? "is" : "are")} upstream's own, {sourced.Count} {(sourced.Count == 1 ? "is a pick" : "are picks")}");
        if (sourced.Count > 0)
            text += $" ({string.Join(", ", grades)})";
        if (foreign.Count > 0)
            text += string.Create(CultureInfo.InvariantCulture, $", {foreign.Count} {(foreign.Count == 1 ? "is" : "are")} nothing of upstream's");
        return text + (found == 0 ? "; nothing found" : string.Create(CultureInfo.InvariantCulture, $"; {found} with findings"));
    }

    private List<string> FindingsOf(CommitObject commit, PickedCommit pick, MarkerStyle style)
    {
        var findings = new List<string>();
        if (pick.PairedBy == "Same")
            return findings;
        if (_history.ParentsOf(commit.Id).Count > 1)
        {
            findings.Add(pick.Grade == PickGrade.Exact ? $"the base is not linear: {pick.Reason}" : pick.Reason ?? "a merge");
            return findings;
        }
        if (pick.Source is null)
        {
            findings.Add(pick.Reason ?? "no upstream counterpart");
            return findings;
        }
        CommitObject source = _repository.Objects.ReadCommit(Oid.Parse(pick.Source));
        CommitMarker? marker = style.SourceOf(commit.Message);
        if (pick.PairedBy != "Marker")
        {
            string by = pick.PairedBy switch { "PatchId" => "the patch-id", "Diff" => "the closest diff is that", _ => "subject and author" };
            findings.Add(marker is not null ? pick.Reason ?? "the marker names another commit"
                : LineNaming(commit.Message, pick.Source) is { } line ? $"\"{line}\" is no marker that is known; {by} of upstream's {pick.Source[..12]}"
                : $"not marked; {by} of upstream's {pick.Source[..12]}");
        }
        else if (marker is { Sha.Length: < 40 })
            findings.Add($"the marker abbreviates the SHA to {marker.Sha.Length} digits");
        else if (marker is not null && style.Usual(commit.Message, marker, source) is { } usual)
            findings.Add($"the marker is not written as usual, which is \"{usual}\"");
        if (source.Author.Name != commit.Author.Name || source.Author.Email != commit.Author.Email)
            findings.Add($"the author is {commit.Author}, upstream's is {source.Author}");
        else if (source.Author.UnixTime != commit.Author.UnixTime)
            findings.Add($"the author date is {commit.Author.When:yyyy-MM-dd HH:mm:ss zzz}, upstream's is {source.Author.When:yyyy-MM-dd HH:mm:ss zzz}");
        // The marker is the subject of a message that has none.
        if (source.Subject != commit.Subject && source.Subject.Length > 0)
            findings.Add($"the subject is not upstream's \"{source.Subject}\"");
        if (LostTrailers(source.Message, commit.Message) is { Count: > 0 } lost)
            findings.Add("trailers of upstream's are lost: " + string.Join(", ", lost));
        if (pick.Grade is PickGrade.Adapted or PickGrade.Partial or PickGrade.None)
            findings.Add($"{pick.Grade}: {pick.Reason}");
        return findings;
    }

    /// <summary>The line of a message that names a commit, though not as a marker; null where none does.</summary>
    private static string? LineNaming(string message, string sha) =>
        message.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Contains(sha[..12], StringComparison.OrdinalIgnoreCase));

    /// <summary>The trailers of upstream's message that the pick's has nowhere. Where they stand is the maintainer's choice: markers and notes come between.</summary>
    private static List<string> LostTrailers(string upstream, string pick)
    {
        HashSet<string> lines = [.. pick.Split('\n').Select(line => line.Trim())];
        HashSet<string> trailers = [.. Trailers.Parse(pick).Select(t => $"{t.Token}: {t.Value}")];
        return [.. Trailers.Parse(upstream).Select(t => $"{t.Token}: {t.Value}").Where(t => !trailers.Contains(t) && !lines.Contains(t)).Distinct(StringComparer.Ordinal)];
    }
}

/// <summary>What an audit is asked.</summary>
public sealed class BaseAuditOptions
{
    /// <summary>Where the base begins, as named.</summary>
    public required string Since { get; init; }

    /// <summary>The base, as named.</summary>
    public required string Base { get; init; }

    /// <summary>Where picks come from, as named.</summary>
    public required string Upstream { get; init; }

    /// <summary>How they are marked, besides the forms that are known.</summary>
    public MarkerStyle Marker { get; init; } = MarkerStyle.CherryPicked;
}
