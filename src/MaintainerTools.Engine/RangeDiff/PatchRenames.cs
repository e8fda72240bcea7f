using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.RangeDiff;

/// <summary>Where a file came from.</summary>
/// <param name="Change">The change that takes the old file away.</param>
/// <param name="Percent">How alike both are, as git's similarity index.</param>
internal readonly record struct RenameSource(TreeChange Change, int Percent);

/// <summary>The changes of a commit with renames as git diff finds them: same content, then the only file of a name, then what is most alike.</summary>
internal sealed class PatchRenames(ObjectCache objects)
{
    private const int MaxScore = 60000;
    private const int LeastScore = MaxScore / 2;
    private const int LeastNameScore = LeastScore + ((MaxScore - LeastScore) / 2);
    private const int CandidatesPerTarget = 4;

    // diff.renameLimit; beyond its square of pairs git compares no contents.
    private const long Limit = 1000;

    /// <summary>New path to where it came from.</summary>
    internal Dictionary<string, RenameSource> Find(IReadOnlyList<TreeChange> changes)
    {
        var result = new Dictionary<string, RenameSource>(StringComparer.Ordinal);
        List<TreeChange> gone = [.. changes.Where(c => c.NewMode == 0).OrderBy(c => c.Path, StringComparer.Ordinal)];
        List<TreeChange> come = [.. changes.Where(c => c.OldMode == 0).OrderBy(c => c.Path, StringComparer.Ordinal)];
        if (gone.Count > 0 && come.Count > 0)
        {
            FindIdentical(gone, come, result);
            FindByName(gone, come, result);
            if (gone.Count > 0 && come.Count > 0 && (long)gone.Count * come.Count <= Limit * Limit)
                FindAlike(gone, come, result);
        }
        return result;
    }

    private static void FindIdentical(List<TreeChange> gone, List<TreeChange> come, Dictionary<string, RenameSource> result)
    {
        foreach (TreeChange target in come.ToList())
        {
            List<TreeChange> same = [.. gone.Where(g => g.OldId == target.NewId
                && (g.OldMode == target.NewMode || (EntryMode.IsFile(g.OldMode) && EntryMode.IsFile(target.NewMode))))];
            if (same.Count == 0)
                continue;
            int named = same.FindIndex(g => NameOf(g) == NameOf(target));
            Take(gone, come, same[Math.Max(0, named)], target, MaxScore, result);
        }
    }

    private void FindByName(List<TreeChange> gone, List<TreeChange> come, Dictionary<string, RenameSource> result)
    {
        ILookup<string, TreeChange> sources = gone.ToLookup(NameOf);
        ILookup<string, TreeChange> targets = come.ToLookup(NameOf);
        foreach (TreeChange source in gone.ToList())
        {
            string name = NameOf(source);
            if (sources[name].Count() != 1 || targets[name].Count() != 1)
                continue;
            TreeChange target = targets[name].Single();
            if (ScoreOf(source, target, LeastNameScore) is var score && score >= LeastNameScore)
                Take(gone, come, source, target, score, result);
        }
    }

    private void FindAlike(List<TreeChange> gone, List<TreeChange> come, Dictionary<string, RenameSource> result)
    {
        var all = new List<(int Score, bool SameName, TreeChange Source, TreeChange Target)>();
        foreach (TreeChange target in come)
        {
            // git keeps the best few of a target; which of several equals goes does not matter to those that stay.
            all.AddRange(gone
                .Select(source => (Score: ScoreOf(source, target, LeastScore), SameName: NameOf(source) == NameOf(target), Source: source, Target: target))
                .OrderByDescending(c => c.Score).ThenByDescending(c => c.SameName).Take(CandidatesPerTarget).Where(c => c.Score >= LeastScore));
        }
        foreach ((int score, _, TreeChange source, TreeChange target) in all.OrderByDescending(c => c.Score).ThenByDescending(c => c.SameName))
        {
            if (gone.Contains(source) && come.Contains(target))
                Take(gone, come, source, target, score, result);
        }
    }

    private static void Take(
        List<TreeChange> gone, List<TreeChange> come, TreeChange source, TreeChange target, int score, Dictionary<string, RenameSource> result)
    {
        result[target.Path] = new RenameSource(source, (int)((long)score * 100 / MaxScore));
        gone.Remove(source);
        come.Remove(target);
    }

    private int ScoreOf(TreeChange source, TreeChange target, int least)
    {
        if (!EntryMode.IsFile(source.OldMode) || !EntryMode.IsFile(target.NewMode))
            return 0;
        long x = objects.SizeOf(source.OldId);
        long y = objects.SizeOf(target.NewId);
        long larger = Math.Max(x, y);
        long difference = larger - Math.Min(x, y);
        if (larger * (MaxScore - least) < difference * MaxScore || y == 0)
            return 0;
        SpanCounts spans = objects.SpansOf(source.OldId);
        objects.Lookup.Set(objects.SpansOf(target.NewId));
        return (int)(objects.Lookup.CommonBytes(spans, 0) * MaxScore / larger);
    }

    private static string NameOf(TreeChange change) => change.Path[(change.Path.LastIndexOf('/') + 1)..];
}
