using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using MaintainerTools.Engine.TopicConflicts;

namespace MaintainerTools.Engine.Tests.TopicConflicts;

/// <summary>The order of merging, held against git which merges in each order there is.</summary>
public sealed class TopicMergeOrderTests
{
    private static readonly string[] s_topics = ["a", "b", "c", "d"];

    [Theory]
    // Which lines of one file each topic changes; two that have one in common conflict.
    [InlineData("1 9", "1", "9", "5")]
    [InlineData("1", "1 5", "5 9", "9")]
    [InlineData("1", "1", "1", "1")]
    [InlineData("1", "3", "5", "7")]
    [InlineData("1 3 5", "1", "3", "5")]
    public void No_order_stops_less_often(params string[] lines)
    {
        using TestRepository test = Build(lines);
        IReadOnlyList<TopicMergeStep> steps = Order(test, "main");
        int best = Orders(s_topics).Min(order => Stops(test, order).Count);
        Assert.Equal(best, steps[0].Conflicts);
        Assert.Equal((best, true), (steps[0].AtLeast, steps[0].IsFewest));
        Assert.Equal(Stops(test, [.. steps.Select(step => step.Topic)]), steps.Where(step => step.Verdict == MergeVerdict.Conflict).Select(step => step.Topic));
    }

    [Fact]
    public void Three_that_conflict_where_no_two_do_are_found_by_trying()
    {
        using var test = new TestRepository();
        string[] lines = [.. Enumerable.Range(1, 20).Select(i => $"this is line {i} of the file\n")];
        test.Commit("g", string.Concat(lines), "root");
        // With a's and b's changes in it the file is no longer seen as the one that a has renamed.
        Branch(test, "a", () => test.Delete("g").File("h", Changed(lines, 1, 6)));
        Branch(test, "b", () => test.File("g", Changed(lines, 9, 15)));
        Branch(test, "c", () => test.File("g", Changed(lines, 18, 18)));
        test.Commit("other", "main\n", "main");
        IReadOnlyList<TopicMergeStep> steps = Order(test, "main", ["a", "b", "c"]);
        Assert.Equal([("a", MergeVerdict.Clean), ("b", MergeVerdict.Clean), ("c", MergeVerdict.Conflict)], steps.Select(step => (step.Topic, step.Verdict)));
        Assert.Equal((1, 0, false), (steps[0].Conflicts, steps[0].AtLeast, steps[0].IsFewest));
        Assert.Contains("1 of them come of several topics together", steps[0].Summary, StringComparison.Ordinal);
        Assert.Equal(["c"], Stops(test, ["a", "b", "c"]));
    }

    [Fact]
    public void A_topic_that_another_one_has_is_up_to_date_after_it()
    {
        using var test = new TestRepository();
        test.Commit("f", "1\n", "root");
        Branch(test, "a", () => test.File("g", "a\n"));
        test.Run("switch", "-q", "-c", "b", "a");
        test.Commit("h", "b\n", "b");
        test.Run("switch", "-q", "main");
        test.Commit("k", "main\n", "main");
        IReadOnlyList<TopicMergeStep> steps = Order(test, "main", ["b", "a"]);
        Assert.Equal([("b", MergeVerdict.Clean), ("a", MergeVerdict.UpToDate)], steps.Select(step => (step.Topic, step.Verdict)));
    }

    private static TestRepository Build(string[] lines)
    {
        var test = new TestRepository();
        string[] file = [.. Enumerable.Range(1, 9).Select(i => $"line {i}\n")];
        test.Commit("f", string.Concat(file), "root");
        for (int i = 0; i < lines.Length; i++)
        {
            string name = s_topics[i];
            string[] changed = [.. file];
            foreach (string line in lines[i].Split(' '))
                changed[int.Parse(line, System.Globalization.CultureInfo.InvariantCulture) - 1] = name + "\n";
            Branch(test, name, () => test.File("f", string.Concat(changed)));
        }
        test.Commit("other", "main\n", "main");
        return test;
    }

    private static string Changed(string[] lines, int from, int to) => string.Concat(
        lines.Select((line, i) => i + 1 >= from && i + 1 <= to ? $"something else altogether, {i * i}\n" : line));

    private static void Branch(TestRepository test, string name, Action change)
    {
        test.Run("switch", "-q", "-c", name, "main");
        change();
        test.Commit(name);
        test.Run("switch", "-q", "main");
    }

    private static IReadOnlyList<TopicMergeStep> Order(TestRepository test, string target, string[]? topics = null)
    {
        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository);
        TopicConflictTable table = new TopicConflictFinder(workspace).Find(new TopicConflictOptions { Topic = topics ?? s_topics, Target = [target] });
        return new TopicMergeOrder(workspace).Find(table, 0);
    }

    /// <summary>Where git stops when it merges in this order; what stops is left out.</summary>
    private static List<string> Stops(TestRepository test, IReadOnlyList<string> order)
    {
        var stops = new List<string>();
        test.Run("switch", "-q", "--detach", "main");
        foreach (string topic in order)
        {
            if (test.TryMerge(topic))
            {
                test.CommitIndex("merge");
                continue;
            }
            stops.Add(topic);
            test.Run("merge", "--abort");
        }
        test.Run("switch", "-q", "main");
        return stops;
    }

    private static IEnumerable<string[]> Orders(string[] topics) => topics.Length == 0 ? [[]]
        : topics.SelectMany(first => Orders([.. topics.Where(topic => topic != first)]).Select(rest => (string[])[first, .. rest]));
}
