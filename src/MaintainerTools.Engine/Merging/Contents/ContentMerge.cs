using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.Merging.Contents;

/// <summary>How a conflict is written into a file; git's merge.conflictStyle.</summary>
public enum ConflictStyle
{
    /// <summary>Both sides.</summary>
    Merge,

    /// <summary>Both sides with the base between them.</summary>
    Diff3,

    /// <summary>As Diff3, less the lines that both sides begin or end with.</summary>
    ZealousDiff3,
}

/// <summary>How content is merged and conflicts are written: the name of each side as bytes, the length of markers, style, algorithm.</summary>
/// <param name="NameOf">The name of a side, asked for when a conflict needs it.</param>
/// <param name="Size">Length of a marker.</param>
/// <param name="Style">How conflicts are written.</param>
/// <param name="Algorithm">How the sides are compared.</param>
/// <param name="JoinedAgain">Diffs are those of git 2.54 and later.</param>
internal sealed record ConflictMarkers(Func<int, byte[]> NameOf, int Size, ConflictStyle Style,
    DiffAlgorithm Algorithm = DiffAlgorithm.Histogram, bool JoinedAgain = true);

/// <summary>
/// Merges three versions of a text as git does: diffs (histogram by default) of either side against the base, and where both changed the same
/// lines, the smallest conflicts that a diff of the two sides leaves.
/// </summary>
internal static class ContentMerge
{
    // Conflicts this close are shown as one.
    private const int NearbyLines = 3;

    /// <summary>How a region of the result comes about.</summary>
    private enum Take
    {
        Conflict,
        Ours,
        Theirs,
        Both,

        // Both sides changed it to the same: nothing to choose.
        Same,
    }

    /// <summary>A region that at least one side changed: places and counts of lines in base, ours and theirs.</summary>
    private sealed class Region
    {
        internal Take Take;
        internal int Base, BaseCount, Ours, OursCount, Theirs, TheirsCount;

        internal int OursEnd => Ours + OursCount;

        internal int TheirsEnd => Theirs + TheirsCount;
    }

    /// <summary>
    /// Merges; <paramref name="conflicts"/> is the number of conflicts left in the result (none with <paramref name="union"/>). Merges of trees
    /// compare by histogram; what git merges without naming an algorithm, rerere for one, it compares by Myers. With <paramref name="verdictOnly"/> a file
    /// with conflicts is not written, and the result is ours.
    /// </summary>
    internal static byte[] Merge(
        TextLines @base, TextLines ours, TextLines theirs, ConflictMarkers markers, bool union, out int conflicts, bool verdictOnly = false)
    {
        conflicts = 0;
        var numbering = LineNumbers.Take(Math.Max(ours.Count, theirs.Count));
        int[] baseLines = numbering.Number(@base);
        int[] oursLines = numbering.Number(ours, @base, baseLines), theirsLines = numbering.Number(theirs, @base, baseLines);
        int different = numbering.Count;
        LineNumbers.GiveBack(numbering);
        var myers = new MyersDiff(different);
        HistogramDiff? histogram = markers.Algorithm == DiffAlgorithm.Histogram ? new HistogramDiff(myers, different) : null;
        List<LineChange> oursChanges = Compare(baseLines, oursLines);
        List<LineChange> theirsChanges = Compare(baseLines, theirsLines);
        if (oursChanges.Count == 0)
            return theirs.Data;
        if (theirsChanges.Count == 0)
            return ours.Data;
        List<Region> regions = Combine(baseLines.Length, oursLines, oursChanges, theirsLines, theirsChanges);
        if (markers.Style == ConflictStyle.ZealousDiff3)
        {
            TrimCommonEnds(regions, oursLines, theirsLines);
        }
        else if (markers.Style == ConflictStyle.Merge)
        {
            regions = Refine(regions, oursLines, theirsLines, Compare);
            regions = JoinNearby(regions);
        }
        if (union)
        {
            foreach (Region region in regions.Where(r => r.Take == Take.Conflict))
                region.Take = Take.Both;
        }
        conflicts = regions.Count(r => r.Take == Take.Conflict);
        return verdictOnly && conflicts > 0 ? ours.Data : Write(@base, ours, theirs, regions, markers);

        List<LineChange> Compare(int[] old, int[] @new) => LineDiff.Compute(old, @new, myers, histogram, null, null, markers.JoinedAgain);
    }

    private static List<Region> Combine(int baseCount, int[] ours, List<LineChange> oursChanges, int[] theirs, List<LineChange> theirsChanges)
    {
        var regions = new List<Region>();
        int x = 0, y = 0;
        while (x < oursChanges.Count && y < theirsChanges.Count)
        {
            LineChange a = oursChanges[x], b = theirsChanges[y];
            if (a.OldEnd < b.OldStart)
            {
                Append(regions, Take.Ours, a.OldStart, a.OldCount, a.NewStart, a.NewCount, b.NewStart - b.OldStart + a.OldStart, a.OldCount);
                x++;
                continue;
            }
            if (b.OldEnd < a.OldStart)
            {
                Append(regions, Take.Theirs, b.OldStart, b.OldCount, a.NewStart - a.OldStart + b.OldStart, b.OldCount, b.NewStart, b.NewCount);
                y++;
                continue;
            }
            bool same = a.OldStart == b.OldStart && a.OldCount == b.OldCount && a.NewCount == b.NewCount &&
                ours.AsSpan(a.NewStart, a.NewCount).SequenceEqual(theirs.AsSpan(b.NewStart, b.NewCount));
            if (!same)
            {
                // The region spans both changes: each side gives what it has for all of that.
                int start = Math.Min(a.OldStart, b.OldStart), end = Math.Max(a.OldEnd, b.OldEnd);
                int oursStart = a.NewStart - (a.OldStart - start), theirsStart = b.NewStart - (b.OldStart - start);
                Append(regions, Take.Conflict, start, end - start,
                    oursStart, a.NewEnd + (end - a.OldEnd) - oursStart,
                    theirsStart, b.NewEnd + (end - b.OldEnd) - theirsStart);
            }
            if (a.OldEnd >= b.OldEnd)
                y++;
            if (b.OldEnd >= a.OldEnd)
                x++;
        }
        for (; x < oursChanges.Count; x++)
        {
            LineChange a = oursChanges[x];
            Append(regions, Take.Ours, a.OldStart, a.OldCount, a.NewStart, a.NewCount, a.OldStart + theirs.Length - baseCount, a.OldCount);
        }
        for (; y < theirsChanges.Count; y++)
        {
            LineChange b = theirsChanges[y];
            Append(regions, Take.Theirs, b.OldStart, b.OldCount, b.OldStart + ours.Length - baseCount, b.OldCount, b.NewStart, b.NewCount);
        }
        return regions;
    }

    private static void Append(List<Region> regions, Take take, int @base, int baseCount, int ours, int oursCount, int theirs, int theirsCount)
    {
        Region? last = regions.Count > 0 ? regions[^1] : null;
        if (last is not null && (ours <= last.OursEnd || theirs <= last.TheirsEnd))
        {
            if (take != last.Take)
                last.Take = Take.Conflict;
            last.BaseCount = @base + baseCount - last.Base;
            last.OursCount = ours + oursCount - last.Ours;
            last.TheirsCount = theirs + theirsCount - last.Theirs;
            return;
        }
        regions.Add(new Region
        {
            Take = take,
            Base = @base,
            BaseCount = baseCount,
            Ours = ours,
            OursCount = oursCount,
            Theirs = theirs,
            TheirsCount = theirsCount,
        });
    }

    private static void TrimCommonEnds(List<Region> regions, int[] ours, int[] theirs)
    {
        foreach (Region region in regions.Where(r => r.Take == Take.Conflict))
        {
            while (region.OursCount > 0 && region.TheirsCount > 0 && ours[region.Ours] == theirs[region.Theirs])
            {
                region.OursCount--;
                region.TheirsCount--;
                region.Ours++;
                region.Theirs++;
            }
            while (region.OursCount > 0 && region.TheirsCount > 0 && ours[region.OursEnd - 1] == theirs[region.TheirsEnd - 1])
            {
                region.OursCount--;
                region.TheirsCount--;
            }
        }
    }

    private static List<Region> Refine(List<Region> regions, int[] ours, int[] theirs, Func<int[], int[], List<LineChange>> compare)
    {
        var refined = new List<Region>(regions.Count);
        foreach (Region region in regions)
        {
            refined.Add(region);
            if (region.Take != Take.Conflict || region.OursCount == 0 || region.TheirsCount == 0)
                continue;
            List<LineChange> changes = compare(ours[region.Ours..region.OursEnd], theirs[region.Theirs..region.TheirsEnd]);
            if (changes.Count == 0)
            {
                region.Take = Take.Same;
                continue;
            }
            refined.RemoveAt(refined.Count - 1);
            foreach (LineChange change in changes)
            {
                // The base's lines are not known for a part of a conflict; the Merge style does not show them.
                refined.Add(new Region
                {
                    Take = Take.Conflict,
                    Ours = region.Ours + change.OldStart,
                    OursCount = change.OldCount,
                    Theirs = region.Theirs + change.NewStart,
                    TheirsCount = change.NewCount,
                });
            }
        }
        return refined;
    }

    private static List<Region> JoinNearby(List<Region> regions)
    {
        var joined = new List<Region>(regions.Count);
        foreach (Region region in regions)
        {
            Region? last = joined.Count > 0 ? joined[^1] : null;
            if (last is not null && last.Take == Take.Conflict && region.Take == Take.Conflict && region.Ours - last.OursEnd <= NearbyLines)
            {
                last.OursCount = region.OursEnd - last.Ours;
                last.TheirsCount = region.TheirsEnd - last.Theirs;
            }
            else
            {
                joined.Add(region);
            }
        }
        return joined;
    }

    private static byte[] Write(TextLines @base, TextLines ours, TextLines theirs, List<Region> regions, ConflictMarkers markers)
    {
        var output = new ConflictWriter(@base, ours, theirs, markers);
        int at = 0;
        foreach (Region region in regions)
        {
            if (region.Take == Take.Same)
                continue;
            output.Copy(ours, at, region.Ours - at);
            if (region.Take == Take.Conflict)
                output.Conflict(region.Base, region.BaseCount, region.Ours, region.OursCount, region.Theirs, region.TheirsCount);
            if (region.Take == Take.Ours)
                output.Copy(ours, region.Ours, region.OursCount);
            if (region.Take == Take.Both)
                output.CopyWithNewline(ours, region.Ours, region.OursCount, output.NeedsCarriageReturn(region.Ours, region.Theirs));
            if (region.Take is Take.Theirs or Take.Both)
                output.Copy(theirs, region.Theirs, region.TheirsCount);
            at = region.OursEnd;
        }
        output.Copy(ours, at, ours.Count - at);
        return output.ToArray();
    }
}
