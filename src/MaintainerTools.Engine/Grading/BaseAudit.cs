using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Grading;

/// <summary>
/// Audits an existing base: is it linear, is each commit a marked pick of a real upstream commit, is the order upstream's, are author and
/// dates kept, is nothing lost and nothing foreign.
/// </summary>
public sealed class BaseAudit(GitRepository repository, CommitHistory history)
{
    /// <summary>One object per commit of since..base, oldest first; what is wrong with it is in its Finding.</summary>
    /// <exception cref="MaintainerException">A revision that names no commit.</exception>
    /// <param name="since">Where the base begins, as named.</param>
    /// <param name="base">The base, as named.</param>
    /// <param name="upstream">Where picks come from, as named.</param>
    /// <param name="marker">How they are marked, besides the forms that are known.</param>
    /// <param name="monitor">Hears cancellation and progress.</param>
    public IReadOnlyList<PickedCommit> Run(string since, string @base, string upstream, MarkerStyle marker, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(marker);
        ArgumentNullException.ThrowIfNull(monitor);
        Oid sinceId = repository.ResolveCommit(since);
        Oid baseId = repository.ResolveCommit(@base);
        Oid upstreamId = repository.ResolveCommit(upstream);
        var engine = new MergeEngine(new ScratchStore(repository.Objects), MergeOptions.Of(repository));
        var grading = new BaseGrader(repository, history, engine, sinceId, upstreamId, monitor, marker);
        var alone = new PickFindings(repository.Objects, marker, grading.Pairing);
        IReadOnlyList<Oid> range = history.Range(sinceId, baseId, monitor);
        var together = new BaseFindings(range);
        var picks = new List<PickedCommit>(range.Count);
        var found = new List<List<AuditFinding>>(range.Count);
        foreach (Oid id in range)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Auditing", picks.Count, range.Count, id.Abbreviate());
            CommitObject commit = repository.Objects.ReadCommit(id);
            PickPair pair = grading.Pairing.Find(commit);
            (PickedCommit pick, string? gradeReason) = grading.Grade(commit, pair);
            pick.IsMerge = history.ParentsOf(id).Count > 1;
            found.Add([.. alone.Of(commit, pick, pair, gradeReason)]);
            picks.Add(pick);
            together.Add(commit, pick, found[^1]);
        }
        // The upstream commits of a good base follow each other as they do upstream.
        var place = new Dictionary<Oid, int>();
        foreach (Oid id in history.Range(sinceId, upstreamId, monitor))
            place[id] = place.Count;
        BaseFindings.AddOrder(picks, found, place);
        for (int i = 0; i < picks.Count; i++)
        {
            AuditFinding[] each = [.. found[i].Distinct()];
            (picks[i].Finding, picks[i].FindingId) = ([.. each.Select(finding => finding.Text)], [.. each.Select(finding => finding.Id)]);
        }
        return picks;
    }

    /// <summary>The audit in one line that a person can quote.</summary>
    public static string Summarise(IReadOnlyList<PickedCommit> picks, string since, string @base)
    {
        ArgumentNullException.ThrowIfNull(picks);
        int own = picks.Count(p => p.PairedBy == "Same");
        int found = picks.Count(p => p.Finding.Length > 0);
        int merges = picks.Count(p => p.IsMerge);
        List<PickedCommit> others = [.. picks.Where(p => p.PairedBy != "Same" && !p.IsMerge)];
        int reverts = others.Count(p => p.Source is null && p.FindingId.Contains(BaseFindings.RevertsPick));
        int foreign = others.Count(p => p.Source is null) - reverts;
        List<PickedCommit> sourced = [.. others.Where(p => p.Source is not null)];
        IEnumerable<string> grades = sourced.GroupBy(p => p.Grade).OrderBy(g => g.Key).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key}"));
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{since}..{@base}: {picks.Count} commit{(picks.Count == 1 ? "" : "s")}, {(merges == 0 ? "linear" : merges == 1 ? "with a merge" : $"with {merges} merges")}; {own} {(own == 1 ? "is" : "are")} upstream's own, {sourced.Count} {(sourced.Count == 1 ? "is a pick" : "are picks")}");
        if (sourced.Count > 0)
            text += $" ({string.Join(", ", grades)})";
        if (reverts > 0)
            text += string.Create(CultureInfo.InvariantCulture, $", {reverts} {(reverts == 1 ? "reverts" : "revert")} what is in it");
        if (foreign > 0)
            text += string.Create(CultureInfo.InvariantCulture, $", {foreign} {(foreign == 1 ? "is" : "are")} nothing of upstream's");
        return text + (found == 0 ? "; nothing found" : string.Create(CultureInfo.InvariantCulture, $"; {found} with findings"));
    }
}
