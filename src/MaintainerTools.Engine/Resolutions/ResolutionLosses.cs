using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging.Rerere;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Resolutions;

/// <summary>
/// Finds the resolutions that were thrown away. What a merge M made by hand in a path is what git show --remerge-diff prints: lines that the automatic
/// merge has not ("+"), lines of it that were left out ("-"), and of a conflict also the lines of either side that were kept.
/// <para>
/// A later merge L loses it when one parent Q of L descends from M and another, O, does not; L in that path is not the automatic merge of its
/// parents; and L followed O against Q in something that M made by hand: a conflict between Q and O in which Q's side holds one of M's "+" or kept
/// lines, or O's side one of M's "-" lines, was settled as O's side has it; or, where L's automatic merge of the path is clean, L has such a line as
/// often as O and not as often as Q; or, for what has no lines, L has O's entry and not Q's, which is M's. A change that a commit on Q's side made,
/// or one that the automatic merge brings in from O, is an ordinary later change and no loss; so is it where what O and a parent of M have in common
/// had it as M decided: O knew it, and changed it since. Subtree merges, whose paths are not their parents', lose nothing that could be told, and
/// neither are their resolutions looked for. Blank lines and such without a letter or digit do not count.
/// </para>
/// <para>
/// A rewrite of the branch (its reflog has a move to a tip that does not descend from the old one, or a backup ref keeps an old tip) loses it when M is not
/// in the new history, and a "+" or kept line that the old tip has, or a "-" line that it has not, is in the new tip as often as in a parent of M, and
/// not as often as in the old tip.
/// </para>
/// Either counts only while it lasts: at the topic's tip one of those lines must still be as it was lost. Paths are followed by name.
/// </summary>
internal sealed class ResolutionLosses(CommitHistory history, IObjectReader objects, Oid tip)
{
    private readonly Oid _tipTree = objects.ReadCommit(tip).Tree;

    /// <summary>What a later merge threw away of an earlier one; empty where nothing.</summary>
    internal IEnumerable<LostResolution> ByMerge(Remerge made, Remerge later)
    {
        List<Oid> with = [.. later.Parents.Where(p => history.IsAncestor(made.Commit.Id, p))];
        List<Oid> without = [.. later.Parents.Except(with)];
        if (with.Count == 0 || without.Count == 0 || made.Subtree is not null || later.Subtree is not null)
            yield break;
        foreach (RemergedPath path in made.Paths)
        {
            if (later.Paths.FirstOrDefault(p => p.Path == path.Path) is not { } again)
                continue;
            TreeValue kept = At(with[0], path.Path);
            foreach (Oid other in without)
            {
                TreeValue theirs = At(other, path.Path);
                List<TreeValue> known = [.. made.Parents.SelectMany(p => history.MergeBases(p, other)).Distinct().Select(b => At(b, path.Path))];
                if (LinesLost(path, again, later.Parents[0] == with[0], kept, theirs, known) is not { } lines
                    || StillLost(path, again.Recorded, lines) is not { } left)
                    continue;
                yield return new LostResolution
                {
                    Path = path.Path,
                    By = later.Commit.Id.ToString(),
                    Kind = ResolutionLossKind.Merge,
                    Line = left,
                    Reason = $"{later.Commit.Id.Abbreviate()} (\"{later.Commit.Subject}\") took what {other.Abbreviate()} has, which never had the resolution",
                };
                break;
            }
        }
    }

    /// <summary>What a rewrite threw away of a merge that the old tip has and the new one has not.</summary>
    internal IEnumerable<LostResolution> ByRewrite(Remerge made, Oid oldTip, Oid newTip, string how)
    {
        foreach (RemergedPath path in made.Paths)
        {
            TreeValue old = At(oldTip, path.Path), now = At(newTip, path.Path);
            if (old == now)
                continue;
            string[] lost;
            if (path.Recorded.Lines(objects) is null || old.Lines(objects) is not { } oldLines || now.Lines(objects) is not { } newLines)
            {
                if (old != path.Recorded || made.Parents.All(p => At(p, path.Path) != now))
                    continue;
                lost = [];
            }
            else
            {
                List<Dictionary<string, int>> parents = [.. made.Parents.Select(p => Count(At(p, path.Path).Lines(objects) ?? []))];
                Dictionary<string, int> before = Count(oldLines), after = Count(newLines);
                lost = [.. Decisions(path)
                    .Where(d => d[0] == '+' ? Times(before, d) > Times(after, d) : Times(before, d) < Times(after, d))
                    .Where(d => parents.Any(p => Times(p, d) == Times(after, d)))];
                if (lost.Length == 0)
                    continue;
            }
            if (StillLost(path, now, lost) is not { } left)
                continue;
            yield return new LostResolution
            {
                Path = path.Path,
                By = newTip.ToString(),
                Kind = ResolutionLossKind.Rewrite,
                Line = left,
                Reason = string.Create(CultureInfo.InvariantCulture, $"the branch went from {oldTip.Abbreviate()} to {newTip.Abbreviate()} without it ({how})"),
            };
        }
    }

    /// <summary>The lines that went the other side's way; empty for what has no lines; null where nothing was lost.</summary>
    private string[]? LinesLost(RemergedPath made, RemergedPath later, bool keptIsOurs, TreeValue kept, TreeValue theirs, List<TreeValue> known)
    {
        // A side that has no such file says nothing of its lines; it was followed only where the file went.
        if (kept == theirs || (theirs.Mode == 0 && later.Recorded.Mode != 0))
            return null;
        if (kept.Text(objects) is null || theirs.Text(objects) is null || later.Recorded.Text(objects) is null || made.Recorded.Text(objects) is null)
            return later.Recorded == theirs && kept == made.Recorded && !known.Contains(kept) ? [] : null;
        Dictionary<string, int> ofKept = Count(kept.Lines(objects)!), ofTheirs = Count(theirs.Lines(objects)!), result = Count(later.Recorded.Lines(objects)!);
        Dictionary<string, int> decided = Count(made.Recorded.Lines(objects)!);
        List<Dictionary<string, int>> before = [.. known.Select(k => Count(k.Lines(objects) ?? []))];
        string[] decisions = [.. Decisions(made)
            .Where(d => !before.Exists(k => d[0] == '+' ? Times(k, d) >= Times(decided, d) : Times(k, d) <= Times(decided, d)))];
        string[] lost = [.. decisions.Where(d => Times(result, d) == Times(ofTheirs, d))
            .Where(d => d[0] == '+' ? Times(result, d) < Times(ofKept, d) : Times(result, d) > Times(ofKept, d))];
        if (lost.Length == 0)
            return null;
        // Whole files and clean paths need no look at single conflicts; elsewhere a new resolution of the same lines is no loss.
        if (later.Kind is null || later.Recorded == theirs || later.Automatic.Text(objects) is not { } automatic
            || ConflictHunks.Parse(automatic.Data, later.MarkerSize) is not { Id: not null } conflicts)
            return lost;
        TextLines recorded = later.Recorded.Text(objects)!;
        IReadOnlyList<LineChange> changes = LineDiff.Compute(automatic, recorded);
        var settled = new HashSet<string>(StringComparer.Ordinal);
        foreach (ConflictHunk hunk in conflicts.Hunks)
        {
            IReadOnlyList<string> mine = keptIsOurs ? hunk.Ours : hunk.Theirs, other = keptIsOurs ? hunk.Theirs : hunk.Ours;
            if (!mine.SequenceEqual(other, StringComparer.Ordinal) && conflicts.RegionIn(recorded, changes, hunk).SequenceEqual(other, StringComparer.Ordinal))
                settled.UnionWith([.. mine.Select(l => "+" + l), .. other.Select(l => "-" + l)]);
        }
        lost = [.. lost.Where(settled.Contains)];
        return lost.Length == 0 ? null : lost;
    }

    /// <summary>Of the lost lines those that the tip still lacks (or has again), for reading; null where it has the resolution after all.</summary>
    private string[]? StillLost(RemergedPath made, TreeValue lostAs, string[] lines)
    {
        TreeValue now = TreeValue.In(objects, _tipTree, made.Path);
        if (lines.Length == 0)
            return now == lostAs ? [] : null;
        if (now.Lines(objects) is not { } nowLines)
            return null;
        Dictionary<string, int> atTip = Count(nowLines), then = Count(lostAs.Lines(objects)!);
        string[] left = [.. lines.Where(d => d[0] == '+' ? Times(atTip, d) <= Times(then, d) : Times(atTip, d) >= Times(then, d))];
        return left.Length == 0 ? null : [.. left.Select(Show)];
    }

    /// <summary>What was decided by hand, each line once: "+" written or kept, "-" left out.</summary>
    private IEnumerable<string> Decisions(RemergedPath path) =>
        path.Changed(objects).Concat(path.Kept(objects).Select(l => "+" + l)).Distinct(StringComparer.Ordinal).Where(l => l.Skip(1).Any(char.IsLetterOrDigit));

    private TreeValue At(Oid commit, string path) => TreeValue.In(objects, objects.ReadCommit(commit).Tree, path);

    /// <summary>A "±line" for people: without its end, bytes read as UTF-8 where they are.</summary>
    internal static string Show(string line) => TextEncoding.Lenient.GetString(Encoding.Latin1.GetBytes(line)).TrimEnd('\r', '\n');

    private static int Times(Dictionary<string, int> lines, string decision) => lines.GetValueOrDefault(decision[1..]);

    private static Dictionary<string, int> Count(List<string> lines)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string line in lines)
            counts[line] = counts.GetValueOrDefault(line) + 1;
        return counts;
    }
}
