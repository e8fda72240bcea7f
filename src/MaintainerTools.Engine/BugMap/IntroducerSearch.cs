using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.BugMap;

/// <summary>
/// Who may have brought the fault that a fix fixes, by likeness alone: lines followed back, things and files followed back, words of messages. The evidence of
/// each commit is weighed and added up; nothing of it is proof.
/// </summary>
internal sealed partial class IntroducerSearch
{
    private readonly HistoryWorkspace _workspace;
    private readonly FileVersions _versions;
    private readonly LineLineage _lineage;
    private WordRarity? _words;

    internal IntroducerSearch(HistoryWorkspace workspace)
    {
        _workspace = workspace;
        _versions = new FileVersions(workspace.Objects, workspace.Monitor);
        _lineage = new LineLineage(workspace.Objects, workspace.History, _versions, workspace.Monitor);
    }

    /// <summary>The candidates, the likeliest first; none where the fix changes no line of code that was there before.</summary>
    /// <param name="fix">The fix.</param>
    /// <param name="setOf">The refs that a commit would put the fault into, as one value: what candidates agree on counts together.</param>
    internal IReadOnlyList<IntroducerCandidate> Find(CommitObject fix, Func<Oid, object> setOf)
    {
        if (_workspace.History.ParentsOf(fix.Id) is not [Oid parent, ..])
            return [];
        IReadOnlyList<FaultLine> lines = new FaultLines(_workspace.Objects, _versions).Of(_versions.Look(parent).Tree, fix.Tree);
        IReadOnlyList<IReadOnlyList<LineStep>> steps = _lineage.Follow(parent, [.. lines.Select(line => (line.Path, line.Line))]);
        var found = new Dictionary<Oid, IntroducerCandidate>();
        WeighLines(lines, steps, Of);
        WeighNames(lines, steps, Of);
        List<string> paths = [.. lines.Where(line => line.Role != FaultLineRole.Name).Select(line => line.Path).Distinct()];
        foreach (string path in paths)
            Of(_lineage.FollowFile(parent, path).Commit)[EvidenceKind.File] += 1.0 / paths.Count;
        WeighMessages(fix, lines, found.Values);
        return Rank([.. found.Values], setOf);

        IntroducerCandidate Of(Oid commit)
        {
            if (!found.TryGetValue(commit, out IntroducerCandidate? candidate))
                found[commit] = candidate = new IntroducerCandidate(commit) { Time = _versions.Look(commit).Time };
            return candidate;
        }
    }

    private static void WeighLines(IReadOnlyList<FaultLine> lines, IReadOnlyList<IReadOnlyList<LineStep>> steps, Func<Oid, IntroducerCandidate> of)
    {
        // Shares are taken of what is above and what is below, of hunks that only add and of others, each for itself.
        var kinds = new List<(EvidenceKind Kind, string Group, double Weight, Oid Commit)>();
        IntroducerCandidate? oldest = null;
        var written = new Dictionary<Oid, int>();
        for (int i = 0; i < lines.Count; i++)
        {
            if (steps[i].Count == 0)
                continue;
            LineStep first = steps[i][^1];
            foreach (LineStep step in steps[i])
                of(step.Commit);
            written[first.Commit] = written.GetValueOrDefault(first.Commit) + 1;
            if (first.Kind == LineStepKind.Wrote)
                of(first.Commit)[EvidenceKind.Writes] = 1;
            if (lines[i].Role is FaultLineRole.Name)
                continue;
            if (KindOf(lines[i]) is { } kind)
                kinds.Add((kind, kind == EvidenceKind.Uses ? "" : $"{lines[i].Role} {lines[i].OnlyAdds}",
                    kind == EvidenceKind.Uses ? lines[i].Names : 1, first.Commit));
            IntroducerCandidate candidate = of(first.Commit);
            if (lines[i].Role is not (FaultLineRole.Heading or FaultLineRole.Uses) && (oldest is null || candidate.Time < oldest.Time))
                oldest = candidate;
        }
        foreach (var group in kinds.GroupBy(one => (one.Kind, one.Group)))
        {
            double all = group.Sum(one => one.Weight);
            foreach ((EvidenceKind kind, _, double weight, Oid commit) in group)
                of(commit)[kind] += all == 0 ? 0 : weight / all;
        }
        if (oldest is not null)
            oldest[EvidenceKind.Oldest] = 1;
        foreach ((Oid commit, int count) in written)
            of(commit)[EvidenceKind.Lines] = Math.Log(1 + count) / 5;
    }

    private static EvidenceKind? KindOf(FaultLine line) => line switch
    {
        { Role: FaultLineRole.Changed } => EvidenceKind.Changed,
        { Role: FaultLineRole.Below, Distance: 1 } or { Role: FaultLineRole.Above, Distance: 1, OnlyAdds: true } => EvidenceKind.Near,
        { Role: FaultLineRole.Below or FaultLineRole.Above, Distance: > 1 } => EvidenceKind.Around,
        { Role: FaultLineRole.Uses } => EvidenceKind.Uses,
        _ => null,
    };

    /// <summary>A name is as old as the oldest line that has it; the youngest of the names counts.</summary>
    private static void WeighNames(IReadOnlyList<FaultLine> lines, IReadOnlyList<IReadOnlyList<LineStep>> steps, Func<Oid, IntroducerCandidate> of)
    {
        var births = new Dictionary<string, IntroducerCandidate>(StringComparer.Ordinal);
        for (int i = 0; i < lines.Count; i++)
        {
            if (lines[i].Role != FaultLineRole.Name || lines[i].Part is not { } name || steps[i].Count == 0)
                continue;
            LineStep birth = steps[i].TakeWhile(step => step.Text.Contains(name, StringComparison.Ordinal)).DefaultIfEmpty(steps[i][0]).Last();
            IntroducerCandidate candidate = of(birth.Commit);
            if (!births.TryGetValue(name, out IntroducerCandidate? known) || candidate.Time < known.Time)
                births[name] = candidate;
        }
        if (births.Count > 0)
            births.Values.MaxBy(candidate => candidate.Time)![EvidenceKind.Name] = 1;
    }

    private void WeighMessages(CommitObject fix, IReadOnlyList<FaultLine> lines, IEnumerable<IntroducerCandidate> candidates)
    {
        // Once for all fixes: rarity changes little from one to the next.
        WordRarity words = _words ??= new WordRarity(_workspace.Objects, _workspace.History.Range([], [fix.Id], _workspace.Monitor), _workspace.Monitor);
        HashSet<string> subject = WordRarity.OfMessage(fix.Subject);
        HashSet<string> code = [.. lines.Where(line => line.Role is FaultLineRole.Removed or FaultLineRole.Changed or FaultLineRole.Name)
            .SelectMany(line => WordRarity.WordsOf(line.Part ?? line.Text))];
        double all = subject.Sum(words.Of);
        foreach (IntroducerCandidate candidate in candidates)
        {
            CommitObject commit = _workspace.Objects.ReadCommit(candidate.Commit);
            HashSet<string> message = WordRarity.OfMessage(commit.Message);
            HashSet<string> own = WordRarity.OfMessage(commit.Subject);
            candidate[EvidenceKind.RareWord] = subject.Where(message.Contains).Select(words.Of).DefaultIfEmpty().Max();
            candidate[EvidenceKind.CodeWord] = code.Where(message.Contains).Select(words.Of).DefaultIfEmpty().Max();
            candidate[EvidenceKind.Subject] = all == 0 ? 0 : subject.Where(own.Contains).Sum(words.Of) / all;
            candidate[EvidenceKind.Adds] = Adding().IsMatch(commit.Subject) ? 1 : 0;
        }
    }

    // So much stronger does one score count than another that is 1 less: e to this power.
    private const double Sharpness = 3;

    // All candidates together: that nothing else was found is no proof that one of them it is.
    private const double MostSure = 0.9;

    /// <summary>Those whose sets of refs agree are added up; the likeliest set comes first, and in it the likeliest commit.</summary>
    private static List<IntroducerCandidate> Rank(List<IntroducerCandidate> candidates, Func<Oid, object> setOf)
    {
        if (candidates.Count == 0)
            return [];
        double best = candidates.Max(candidate => candidate.Score);
        double all = candidates.Sum(candidate => Math.Exp(Sharpness * (candidate.Score - best)));
        foreach (IntroducerCandidate candidate in candidates)
            candidate.Confidence = MostSure * Math.Exp(Sharpness * (candidate.Score - best)) / all;
        Dictionary<Oid, object> sets = candidates.ToDictionary(candidate => candidate.Commit, candidate => setOf(candidate.Commit));
        Dictionary<object, double> shares = candidates.GroupBy(candidate => sets[candidate.Commit])
            .ToDictionary(set => set.Key, set => set.Sum(one => one.Confidence));
        return [.. candidates.OrderByDescending(candidate => shares[sets[candidate.Commit]]).ThenByDescending(candidate => candidate.Confidence)
            .ThenByDescending(candidate => candidate.Time).ThenBy(candidate => candidate.Commit.ToString(), StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"\b(add|added|adds|support|introduc|initial|new|implement|brought|patch|feature)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Adding();
}
