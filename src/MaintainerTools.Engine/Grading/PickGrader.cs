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
        (Oid? upstreamId, Oid upstreamLines) = PatchIdentity.ComputeWithSpace(reader, upstreamOld, upstreamNew);
        (Oid? pickId, Oid pickLines) = PatchIdentity.ComputeWithSpace(reader, pickOld, pickNew);
        bool isSame = upstreamId is not null && upstreamId == pickId;
        if (isSame && upstreamLines == pickLines)
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
        if (!isSame)
            return Grade(upstream, pick, isSamePatch: names => upstreamId is not null
                && PatchIdentity.Compute(reader, pick.Select(file => Under(file, names))) == upstreamId);
        // White space means something, in Python and at the ends of lines; a patch-id leaves it out.
        Dictionary<string, FilePatch> byPath = pick.ToDictionary(file => file.Path, StringComparer.Ordinal);
        return new GradedChange(
            PickGrade.Whitespace,
            "white space differs in " + Wording.Some(upstream.Where(file => !byPath.TryGetValue(file.Path, out FilePatch? other)
                || !file.Lines.SequenceEqual(other.Lines, StringComparer.Ordinal)).Select(file => file.Path)));
    }

    private static TreeChange Under(FilePatch file, IReadOnlyDictionary<string, string> names) =>
        file.Change with { Path = names.GetValueOrDefault(file.Path, file.Path) };

    /// <summary>Compares two changes that are not of one patch-id.</summary>
    /// <param name="upstream">Upstream's.</param>
    /// <param name="pick">The pick's.</param>
    /// <param name="where">What the second is called.</param>
    /// <param name="isSamePatch">True where the pick has upstream's patch-id when files of these paths get these names; null: not asked.</param>
    internal static GradedChange Grade(
        IReadOnlyList<FilePatch> upstream, IReadOnlyList<FilePatch> pick, string where = "the pick",
        Func<IReadOnlyDictionary<string, string>, bool>? isSamePatch = null)
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
        // A file that was renamed between the two trees is the same file under another path.
        var moved = new List<string>();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = unpaired.Count - 1; i >= 0; i--)
        {
            if (FindMoved(unpaired[i], pickByPath.Values) is not { } other)
                continue;
            pairs.Add((unpaired[i], other));
            names[other.Path] = unpaired[i].Path;
            moved.Add($"{unpaired[i].Path} is {other.Path} in {where}");
            pickByPath.Remove(other.Path);
            unpaired.RemoveAt(i);
        }
        moved.Reverse();
        if (unpaired.Count == 0 && pickByPath.Count == 0 && pairs.All(p => p.Upstream.Shape == p.Pick.Shape)
            && Alike(pairs, moved, () => isSamePatch?.Invoke(names) ?? false) is { } alike)
            return alike;
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

    /// <summary>
    /// The grade of changes that are the same in each file but for what is around them, their white space, and
    /// where the files are; null where more differs.
    /// </summary>
    private static GradedChange? Alike(List<(FilePatch Upstream, FilePatch Pick)> pairs, List<string> moved, Func<bool> isSamePatch)
    {
        string also = moved.Count == 0 ? "" : "; moved: " + Wording.Some(moved);
        List<string> changed = [.. pairs.Where(p => !p.Upstream.Lines.SequenceEqual(p.Pick.Lines, StringComparer.Ordinal)).Select(p => p.Upstream.Path)];
        if (changed.Count == 0)
        {
            return moved.Count > 0 && isSamePatch() ? new GradedChange(PickGrade.Exact, "moved: " + Wording.Some(moved)) : new GradedChange(
                PickGrade.ContextDrift,
                "the changed lines are the same, the lines around them differ in "
                    + Wording.Some(pairs.Where(p => p.Upstream.Change != p.Pick.Change).Select(p => p.Upstream.Path)) + also);
        }
        return pairs.All(p => SubstantialLines(p.Upstream).SequenceEqual(SubstantialLines(p.Pick), StringComparer.Ordinal))
            ? new GradedChange(PickGrade.Whitespace, "only white space and blank lines differ in " + Wording.Some(changed) + also)
            : null;
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

    /// <summary>True where one change's lines are another's in other words.</summary>
    internal static bool IsRewritten(IEnumerable<string> x, IEnumerable<string> y) =>
        SharedWords(new ChangedRun([.. x]), new ChangedRun([.. y])) >= RewrittenShare;

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
        (double Share, int Tail) most = (0.5, -1);
        foreach (FilePatch candidate in candidates)
        {
            HashSet<string> other = [.. candidate.Lines.Select(FilePatch.WithoutSpace).Where(IsTelling)];
            int larger = Math.Max(lines.Count, other.Count);
            // Of files that change alike, as all of a folder may, the one whose path ends as this one's.
            (double Share, int Tail) found = (larger == 0 ? 0 : (double)other.Count(lines.Contains) / larger, CommonTail(file.Path, candidate.Path));
            if (found.CompareTo(most) > 0)
                (best, most) = (candidate, found);
        }
        return best;
    }

    private static int CommonTail(string x, string y)
    {
        int length = 0;
        while (length < Math.Min(x.Length, y.Length) && x[^(length + 1)] == y[^(length + 1)])
            length++;
        return length;
    }
}
