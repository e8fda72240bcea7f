using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks.Prerequisites;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>Histories of one file whose lines change again and again, often back to what they were; v1 is where they begin.</summary>
internal static class EditedHistory
{
    /// <summary>A file of so many lines, then one commit for each edit that changes it: an edit gives two lines a value.</summary>
    internal static List<Oid> Build(TestRepository test, int count, IEnumerable<(int One, int Two, int Value)> edits)
    {
        string[] lines = [.. Enumerable.Range(0, count).Select(i => $"line {i}\n")];
        var import = new FastImport();
        int last = import.Commit("refs/heads/main", "base", 1_500_000_060, [], [("a", "644", string.Concat(lines))]);
        import.Reference("refs/tags/v1", last);
        foreach ((int one, int two, int value) in edits)
        {
            string before = string.Concat(lines);
            lines[one] = $"line {one} is {value}\n";
            lines[two] = $"line {two} is {value}\n";
            if (string.Concat(lines) != before)
                last = import.Commit("refs/heads/main", $"change {last - 1}", 1_500_000_060 + (60 * last), [last], [("a", "644", string.Concat(lines))]);
        }
        return [.. import.Write(test)[2..]];
    }

    /// <summary>The size of the smallest set of the others with which the wanted commits pick clean onto v1, in the history's order: all sets are tried. Null: none does.</summary>
    internal static int? SmallestSet(GitRepository repository, List<Oid> commits, params Oid[] wanted)
    {
        (PickReplay replay, Oid tree) = Replay(repository);
        List<Oid> others = [.. commits.Except(wanted)];
        return Enumerable.Range(0, 1 << others.Count)
            .Select(bits => others.Where((_, i) => (bits & (1 << i)) != 0).ToList())
            .Where(subset => replay.Run(tree, [.. subset.Concat(wanted).OrderBy(commits.IndexOf)]).IsClean)
            .Min(subset => (int?)subset.Count);
    }

    /// <summary>Picks, and the tree of v1.</summary>
    internal static (PickReplay Replay, Oid Tree) Replay(GitRepository repository)
    {
        var scratch = new ScratchStore(repository.Objects);
        return (new PickReplay(new MergeEngine(scratch), scratch), scratch.ReadCommit(repository.ResolveCommit("v1")).Tree);
    }
}
