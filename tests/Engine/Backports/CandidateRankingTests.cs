using MaintainerTools.Engine.Backports;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Backports;

public class CandidateRankingTests
{
    // The branch takes what is of the driver, whatever it is called.
    private const int Before = 60;

    [Fact]
    public void What_is_like_what_the_branch_took_comes_first_with_three_reasons_that_say_how_many_were_taken()
    {
        using var test = new TestRepository();
        string start = History(test);
        IReadOnlyList<BackportCandidate> ranked = Rank(test, new() { Target = "stable", Upstream = "main" });
        string[] cycle = test.Run("rev-list", $"{start}..main").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(cycle.Order(), ranked.Select(one => one.Commit).Order());
        Assert.Equal(Enumerable.Range(1, ranked.Count).Select(i => (int?)i), ranked.Select(one => one.Rank));
        Assert.All(ranked.Take(ranked.Count / 3), one => Assert.StartsWith("driver:", one.Subject, StringComparison.Ordinal));
        Assert.All(ranked.Skip(ranked.Count / 3), one => Assert.StartsWith("other:", one.Subject, StringComparison.Ordinal));
        Assert.All(ranked.Zip(ranked.Skip(1)), pair => Assert.True(pair.First.Likeness >= pair.Second.Likeness));
        Assert.All(ranked, one => Assert.Equal(3, one.Because.Length));
        Assert.Contains(ranked[0].Because, why => why.Contains($"({Before / 3} of {Before / 3} such were taken)", StringComparison.Ordinal));
        Assert.Contains(ranked[^1].Because, why => why.StartsWith("against: ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_history_gives_the_same_answer_to_the_last_digit()
    {
        using var test = new TestRepository();
        History(test);
        string[] first = Answer(), second = Answer();
        Assert.Equal(first, second);

        string[] Answer() => [.. Rank(test, new() { Target = "stable", Upstream = "main" }).Select(one => $"{one.Commit} {one.Likeness:R} {one.Because}")];
    }

    [Fact]
    public void What_is_picked_later_changes_nothing_nor_does_what_came_upstream_later()
    {
        using var test = new TestRepository();
        History(test);
        string tip = test.Run("rev-parse", "main").Trim(), branch = test.Run("rev-parse", "stable").Trim();
        string[] before = Answer();
        test.Run("checkout", "-q", "stable");
        foreach (string commit in test.Run("rev-list", "--reverse", "-9", "main").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            test.Run("cherry-pick", "-x", "--allow-empty", commit);
        test.Run("tag", "later");
        test.Run("checkout", "-q", "main");
        test.Commit("later", "1\n", "other: later");
        Assert.Equal(before, Answer());

        string[] Answer() => [.. Rank(test, new() { Target = branch, Upstream = tip }).Select(one => $"{one.Commit} {one.Likeness:R} {one.Because}")];
    }

    [Fact]
    public void Without_a_past_what_is_known_of_branches_in_general_orders()
    {
        using var test = new TestRepository();
        string old = test.Commit("a", "1\n", "net: old");
        test.Run("branch", "stable");
        string feature = test.Commit("b", "1\n", "net: add support for more");
        string fix = test.Commit("a", "2\n", $"net: fix crash on close\n\nFixes: {old[..12]} (\"net: old\")\n");
        string ofNew = test.Commit("b", "2\n", $"net: fix more\n\nFixes: {feature[..12]} (\"net: add support for more\")\n");
        IReadOnlyList<BackportCandidate> ranked = Rank(test, new() { Target = "stable", Upstream = "main" });
        Assert.Equal([fix, ofNew, feature], ranked.Select(one => one.Commit));
        // What would be listed says so still.
        Assert.Equal([BackportReason.Fixes], ranked[0].Reason);
        Assert.Empty(ranked[2].Reason);
        Assert.Contains(ranked[0].Because, why => why.Contains("no such before", StringComparison.Ordinal));
        IReadOnlyList<BackportCandidate> without = Rank(test, new() { Target = "stable", Upstream = "main", ExcludePath = ["a"] });
        Assert.Equal([ofNew, feature], without.Select(one => one.Commit));
    }

    /// <summary>Upstream's main, and a stable that took every third commit of the first ones; gives the last of those.</summary>
    private static string History(TestRepository test)
    {
        test.Commit("start", "1\n", "start");
        test.Run("branch", "stable");
        var taken = new List<string>();
        string last = "";
        for (int i = 0; i < Before + 30; i++)
        {
            bool isDriver = i % 3 == 2;
            last = test.Commit($"{(isDriver ? "driver" : "other")}/{i}", $"{i}\n", $"{(isDriver ? "driver" : "other")}: change {(char)('a' + (i % 7))}{i}");
            if (isDriver && i < Before)
                taken.Add(last);
        }
        test.Run("checkout", "-q", "stable");
        foreach (string commit in taken)
            test.Run("cherry-pick", "-x", commit);
        test.Run("checkout", "-q", "main");
        return taken[^1];
    }

    private static IReadOnlyList<BackportCandidate> Rank(TestRepository test, BackportCandidateOptions options)
    {
        using GitRepository git = test.Open();
        return new BackportCandidateFinder(new HistoryWorkspace(git)).Find(options with { Rank = true });
    }
}
