using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.SourceText;

namespace MaintainerTools.Engine.Grading;

/// <summary>A grade and the reason for it.</summary>
/// <param name="Grade">The grade.</param>
/// <param name="Reason">Why, with paths; null for Exact.</param>
internal readonly record struct GradedChange(PickGrade Grade, string? Reason);

/// <summary>
/// Grades a pick against its upstream commit (semantics.md, "Patch identity"): the first grade that holds of Exact, ContextDrift,
/// Whitespace, Partial, Adapted. Partial is looked for before Adapted because a lost hunk is what an auditor must not miss.
/// </summary>
internal static class PickGrader
{
    /// <summary>From this share of common words on, a hunk counts as a rewritten form of another, not as a stranger.</summary>
    private const double RewrittenShare = 0.4;

    /// <summary>Compares the two changes, each from a parent's tree to a commit's tree.</summary>
    internal static GradedChange Grade(IObjectReader reader, Oid upstreamOld, Oid upstreamNew, Oid pickOld, Oid pickNew)
    {
        Oid? upstreamId = PatchIdentity.Compute(reader, upstreamOld, upstreamNew);
        Oid? pickId = PatchIdentity.Compute(reader, pickOld, pickNew);
        if (upstreamId is not null && upstreamId == pickId)
            return new GradedChange(PickGrade.Exact, null);
        IReadOnlyList<FilePatch> upstream;
        IReadOnlyList<FilePatch> pick;
        try
        {
            upstream = FilePatch.Compute(reader, upstreamOld, upstreamNew);
            pick = FilePatch.Compute(reader, pickOld, pickNew);
        }
        catch (MissingObjectException e)
        {
            return new GradedChange(PickGrade.None, $"not verified: {e.Message}");
        }
        return Grade(upstream, pick);
    }

    /// <summary>Compares two changes that are not of one patch-id.</summary>
    internal static GradedChange Grade(IReadOnlyList<FilePatch> upstream, IReadOnlyList<FilePatch> pick, string where = "the pick")
    {
        Dictionary<string, FilePatch> pickByPath = pick.ToDictionary(f => f.Path, StringComparer.Ordinal);
        var pairs = new List<(FilePatch Upstream, FilePatch Pick)>();
        var unpaired = new List<FilePatch>();
        foreach (FilePatch file in upstream)
        {
            if (pickByPath.Remove(file.Path, out FilePatch? counterpart))
                pairs.Add((file, counterpart));
            else
                unpaired.Add(file);
        }
        // A patch-id needs a patch; of two commits without one neither has anything that the other lacks.
        if (upstream.Count == 0 && pick.Count == 0)
            return new GradedChange(PickGrade.Exact, null);
        if (unpaired.Count == 0 && pickByPath.Count == 0 && pairs.All(p => p.Upstream.Shape == p.Pick.Shape))
        {
            if (pairs.All(p => p.Upstream.Lines.SequenceEqual(p.Pick.Lines, StringComparer.Ordinal)))
                return new GradedChange(PickGrade.ContextDrift, "the changed lines are the same, the lines around them differ in " + Wording.Some(pairs.Where(p => p.Upstream.Change != p.Pick.Change).Select(p => p.Upstream.Path)));
            if (pairs.All(p => SubstantialLines(p.Upstream).SequenceEqual(SubstantialLines(p.Pick), StringComparer.Ordinal)))
                return new GradedChange(PickGrade.Whitespace, "only white space and blank lines differ in " + Wording.Some(pairs.Where(p => !p.Upstream.Lines.SequenceEqual(p.Pick.Lines, StringComparer.Ordinal)).Select(p => p.Upstream.Path)));
        }

        // A file that was renamed between the two trees is the same file under another path.
        var moved = new List<string>();
        for (int i = unpaired.Count - 1; i >= 0; i--)
        {
            if (FindMoved(unpaired[i], pickByPath.Values) is not { } other)
                continue;
            pairs.Add((unpaired[i], other));
            moved.Add($"{unpaired[i].Path} is {other.Path} in {where}");
            pickByPath.Remove(other.Path);
            unpaired.RemoveAt(i);
        }
        var lost = new List<string>();
        lost.AddRange(unpaired.Select(f => f.Path));
        foreach ((FilePatch upstreamFile, FilePatch pickFile) in pairs)
        {
            int lostRuns = LostRuns(upstreamFile, pickFile);
            if (lostRuns > 0)
                lost.Add($"{lostRuns} of {upstreamFile.Runs!.Count} hunks in {upstreamFile.Path}");
        }
        if (lost.Count > 0)
            return new GradedChange(PickGrade.Partial, $"not in {where}: {Wording.Some(lost)}");
        var differences = new List<string>(moved);
        differences.AddRange(pairs.Where(p => p.Upstream.Shape != p.Pick.Shape).Select(p => p.Upstream.Path + " (mode or kind)"));
        differences.AddRange(pairs.Where(p => !p.Upstream.Lines.SequenceEqual(p.Pick.Lines, StringComparer.Ordinal)).Select(p => p.Upstream.Path));
        differences.AddRange(pickByPath.Keys.Select(path => $"{path} (only in {where})"));
        return new GradedChange(PickGrade.Adapted, "the changed lines differ: " + Wording.Some(differences.Distinct(StringComparer.Ordinal)));
    }

    /// <summary>The changed lines that are left when white space does not count: no blank lines, no line that only changed its white space.</summary>
    private static List<string> SubstantialLines(FilePatch file)
    {
        var lines = new List<string>();
        foreach (ChangedRun run in file.Runs ?? [])
        {
            List<string> stripped = [.. run.Lines.Select(FilePatch.WithoutSpace).Where(l => l.Length > 1)];
            List<string> removed = [.. stripped.Where(l => l[0] == '-').Select(l => l[1..])];
            List<string> added = [.. stripped.Where(l => l[0] == '+').Select(l => l[1..])];
            if (removed.SequenceEqual(added, StringComparer.Ordinal))
                continue;
            lines.AddRange(stripped);
        }
        return lines;
    }

    /// <summary>
    /// How many hunks of upstream's have no counterpart in the pick: neither a line of theirs (each line of the pick serves once), nor,
    /// among the pick's hunks that serve nothing else, one that shares a good part of their words.
    /// </summary>
    private static int LostRuns(FilePatch upstream, FilePatch pick)
    {
        if (upstream.Runs is null || pick.Runs is null)
            return 0;
        var available = new Dictionary<string, Queue<int>>(StringComparer.Ordinal);
        for (int i = 0; i < pick.Runs.Count; i++)
        {
            foreach (string line in pick.Runs[i].Lines.Select(FilePatch.WithoutSpace))
            {
                if (!available.TryGetValue(line, out Queue<int>? owners))
                    available[line] = owners = new Queue<int>();
                owners.Enqueue(i);
            }
        }
        var lost = new List<ChangedRun>();
        var serving = new HashSet<int>();
        foreach (ChangedRun run in upstream.Runs)
        {
            List<string> telling = [.. run.Lines.Select(FilePatch.WithoutSpace).Where(IsTelling)];
            if (telling.Count == 0)
                telling = [.. run.Lines.Select(FilePatch.WithoutSpace)];
            bool found = false;
            foreach (string line in telling)
            {
                if (!available.TryGetValue(line, out Queue<int>? owners) || !owners.TryDequeue(out int owner))
                    continue;
                serving.Add(owner);
                found = true;
            }
            if (!found)
                lost.Add(run);
        }
        List<ChangedRun> spare = [.. pick.Runs.Where((_, i) => !serving.Contains(i))];
        return lost.Count(run =>
        {
            ChangedRun? rewritten = spare.Find(other => SharedWords(run, other) >= RewrittenShare);
            return rewritten is null || !spare.Remove(rewritten);
        });
    }

    private static double SharedWords(ChangedRun x, ChangedRun y)
    {
        HashSet<string> wordsX = Words(x);
        HashSet<string> wordsY = Words(y);
        int larger = Math.Max(wordsX.Count, wordsY.Count);
        return larger == 0 ? 0 : (double)wordsX.Count(wordsY.Contains) / larger;

        static HashSet<string> Words(ChangedRun run) => [.. run.Lines
            .SelectMany(l => System.Text.RegularExpressions.Regex.Matches(l, "[A-Za-z_][A-Za-z0-9_]+"))
            .Select(m => m.Value)];
    }

    /// <summary>A brace or a blank line is found anywhere; a line with a word in it tells.</summary>
    private static bool IsTelling(string line) => line.Length > 2 && line.Skip(1).Any(char.IsLetterOrDigit);

    private static FilePatch? FindMoved(FilePatch file, IEnumerable<FilePatch> candidates)
    {
        HashSet<string> lines = [.. file.Lines.Select(FilePatch.WithoutSpace).Where(IsTelling)];
        FilePatch? best = null;
        double bestShare = 0.5;
        foreach (FilePatch candidate in candidates)
        {
            HashSet<string> other = [.. candidate.Lines.Select(FilePatch.WithoutSpace).Where(IsTelling)];
            int larger = Math.Max(lines.Count, other.Count);
            double share = larger == 0 ? 0 : (double)other.Count(lines.Contains) / larger;
            if (share >= bestShare)
            {
                best = candidate;
                bestShare = share;
            }
        }
        return best;
    }
}
